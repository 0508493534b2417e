/** --iidfile and --metadata-file: what was built, for scripts. Keys as buildx writes them. */
import fs from "node:fs";
import path from "node:path";
import { fullName, parseReference } from "../engine/docker/reference.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { BuildFlags } from "./flags.ts";

export type Built = {
  readonly image: string;
  /** As -t wrote them. */
  readonly names: readonly string[];
  readonly session: string;
  readonly store: EngineInfo["store"];
};

type Wanted = Pick<BuildFlags, "iidfile" | "metadataFile">;

/** An old id must not be taken for this build's. Throws UserError where the files could not be written. */
export function prepareResultFiles({ iidfile, metadataFile }: Wanted): void {
  for (const [flag, file] of [
    ["--iidfile", iidfile],
    ["--metadata-file", metadataFile],
  ] as const) {
    if (!file) continue;
    const folder = path.dirname(file);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UserError({ message: `${flag} ${file}: there is no folder ${folder}`, hint: "make it first" });
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new UserError(`${flag} ${file}: that is a folder`);
    try {
      fs.accessSync(stats ? file : folder, fs.constants.W_OK);
    } catch {
      throw new UserError({ message: `${flag} ${file}: it cannot be written, permission denied`, hint: `see ls -ld ${folder}` });
    }
  }
  // Not /dev/stdout and its like: what is no file of its own is only written to.
  if (iidfile && fs.lstatSync(iidfile, { throwIfNoEntry: false })?.isFile()) fs.rmSync(iidfile, { force: true });
}

export function writeResultFiles({ iidfile, metadataFile }: Wanted, { image, names, session, store }: Built): void {
  if (iidfile) write("--iidfile", iidfile, image);
  if (!metadataFile) return;
  const metadata = {
    "buildx.build.ref": `default/default/${session}`,
    // In the containerd store an image's id is its manifest; the engine does not tell the config's digest.
    ...(store === "graph" && { "containerimage.config.digest": image }),
    "containerimage.digest": image,
    ...(names.length > 0 && { "image.name": names.map(wholeName).join(",") }),
  };
  write("--metadata-file", metadataFile, JSON.stringify(metadata, undefined, 2));
}

function write(flag: string, file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new Error(`the image is built, but ${flag} ${file} cannot be written: ${(error as Error).message}`);
  }
}

/** With registry, with a tag only where one was written. */
function wholeName(name: string): string {
  const full = fullName(parseReference(name));
  return /:[^/]+$/.test(name) ? full : full.replace(/:latest$/, "");
}
