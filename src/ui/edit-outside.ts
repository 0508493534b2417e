/** A file of a layer on this machine, for as long as a person's editor has it. Nobody else can read it, and no edit is lost. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { largestEdited, type OpenFile } from "../debugger/open-file.ts";
import { UserError } from "../errors.ts";

/** `kept`: the file or folder that has the edited text, where that could not be put back. */
export type EditedOutside<T> =
  | { readonly kind: "put"; readonly result: T }
  | { readonly kind: "same" }
  | { readonly kind: "failed"; readonly error: unknown; readonly kept?: string };

export type Outside<T> = {
  /** Has the person edit the file; throws where there was no editor, or it ended badly. */
  edit(file: string): Promise<void>;
  put(content: Uint8Array): Promise<T>;
};

/** Throws where there is no room for the file. */
export async function editOutside<T>(open: OpenFile, { edit, put }: Outside<T>): Promise<EditedOutside<T>> {
  const { content } = open;
  // mkdtemp makes it 0700
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-edit-"));
  const file = path.join(folder, nameOf(open.path));
  let kept: string | undefined;
  let isWhole = false;
  try {
    fs.writeFileSync(file, content, { mode: 0o600, flag: "wx" });
    isWhole = true;
    await edit(file);
    kept = isAs(file, content) ? undefined : file;
    if (kept === undefined) return { kind: "same" };
    const result = await put(readEdited(file));
    kept = undefined;
    return { kind: "put", result };
  } catch (error) {
    if (isWhole) kept ??= leftIn(file, content);
    return { kind: "failed", error, ...(kept !== undefined && { kept }) };
  } finally {
    if (kept === undefined) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The end of a name stays, by which editors know the language; what a stranger may have put into it means nothing here. */
const nameOf = (inLayer: string): string =>
  path.posix
    .basename(inLayer)
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .slice(-60);

/** Where there is work that is in no layer: the file, or its folder where the editor put aside what was not saved (nano, vi). */
export function leftIn(file: string, content: Uint8Array): string | undefined {
  if (!isAs(file, content)) return file;
  const folder = path.dirname(file);
  return fs.existsSync(folder) && fs.readdirSync(folder).some((name) => name !== path.basename(file)) ? folder : undefined;
}

/** A file that the editor removed is no edit, either. */
function isAs(file: string, content: Uint8Array): boolean {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined || (stat.size === content.length && fs.readFileSync(file).equals(content));
}

/** Bytes of a regular file that can be a text to edit. Throws UserError. */
export function readEdited(file: string): Uint8Array {
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile()) throw new Error("it is no regular file");
    if (stat.size > largestEdited) throw new Error(`it has ${stat.size} bytes, and ${largestEdited} are the most`);
    return fs.readFileSync(file);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
