/** A text file of a step's layer, edited by a person: brought out, and put back as a layer that is made by hand. */
import { isUtf8 } from "node:buffer";
import { contextWordsOf } from "../builder/context-words.ts";
import { send } from "../builder/copy/copy-into.ts";
import { type Files, filesOf } from "../builder/image-fs/container-files.ts";
import { shownByEngine } from "../builder/image-fs/image-mount.ts";
import { containerName } from "../builder/names.ts";
import type { BuildContext } from "../builder/step-context.ts";
import { UserError } from "../errors.ts";
import type { Driver } from "./driver.ts";
import { keepByHand } from "./keep-by-hand.ts";
import { editedWords, withEdit } from "./manual-change-labels.ts";
import { type FilePut, largestEdited, type OpenFile } from "./open-file.ts";
import { type Failure, failureOf, isDone, outcomeOf, type Session } from "./session.ts";
import { ownLayerOf } from "./shell-place.ts";

export type EditOptions = {
  /** As the driver's; `program` and `steps` come from the session. */
  readonly build: Omit<BuildContext, "program" | "steps" | "contextWords">;
  readonly driver: Driver;
  /** Does `work`, which needs the layers of `step`, once they are there. */
  readonly withLayers: <T>(step: number, work: () => Promise<T>) => Promise<T>;
};

type Found = NonNullable<Awaited<ReturnType<Files["readFile"]>>> & { readonly path: string };

/**
 * The function it returns opens the file at `path` (absolute, links are followed), and throws UserError with a sentence for what
 * cannot be edited, EngineRefusedError, EngineLostError.
 */
export function editsInLayers({ build, driver, withLayers }: EditOptions): (step: number, path: string) => Promise<OpenFile> {
  const { engine, session: id } = build;
  let edits = 0;
  const inLayer = async <T>(index: number, work: (container: string, number: number) => Promise<T>): Promise<T> => {
    const { step, image } = ownLayerOf(driver.session(), index);
    const number = ++edits;
    const name = containerName(id, step.instruction.span.line, `file${number}`, "edit");
    const container = await engine.create({ image, name });
    try {
      return await work(container, number);
    } finally {
      await engine.remove(container);
    }
  };

  const put = async (index: number, before: Found, content: Uint8Array): Promise<FilePut> => {
    const { path } = before;
    const { step } = ownLayerOf(driver.session(), index);
    const failure = await inLayer(index, async (container, number): Promise<Failure> => {
      const now = await fileAt(filesOf(engine, container), path);
      if (now.path !== path || !now.content.equals(before.content))
        throw new UserError("the step has another layer by now, with another text in that file: edit it again");
      const { mode, uid, gid, pax } = now.entry;
      const member = { name: path.slice(1), type: "file", mode, uid, gid, size: content.length, content } as const;
      await send(engine, container, [{ ...member, mtime: Math.floor(Date.now() / 1000), ...(pax && { pax }) }]);
      const session = driver.session();
      const { plan } = session;
      const context = {
        ...build,
        program: plan.program,
        steps: plan.steps.length,
        contextWords: contextWordsOf(plan.steps),
      };
      return editedLayer(context, session, { index, container, number, path });
    });
    const results = () => Object.keys(driver.session().outcomes).length;
    const had = results();
    const own = isDone(driver.session(), index) ? 1 : 0;
    driver.dispatch({ type: "kept", step: step.id, failure });
    return { rerun: Math.max(0, had - results() - own) };
  };

  return async (index, path) => {
    const found = await withLayers(index, () => inLayer(index, (container) => fileAt(filesOf(engine, container), path)));
    return {
      path: found.path,
      content: found.content,
      put: async (content) => {
        const why = whyNoText(content);
        if (why !== undefined) throw new UserError(`the edited text cannot be put back: ${why}`);
        return withLayers(index, () => put(index, found, content));
      },
    };
  };
}

type Edit = { readonly index: number; readonly container: string; readonly number: number; readonly path: string };

/** The container's file system as what the step has from now on. */
async function editedLayer(build: BuildContext, session: Session, edit: Edit): Promise<Failure> {
  const { index, container, number, path } = edit;
  // of a step that is done, what an earlier failure left is not below
  const before = isDone(session, index) ? undefined : failureOf(session, index);
  const edited = withEdit(path, before, outcomeOf(session, index));
  const exitCode = before?.exitCode;
  const kept = await keepByHand(build, session, {
    container,
    place: ownLayerOf(session, index),
    sandbox: { stubs: [] },
    part: `file${number}`,
    what: editedWords({ files: edited.files }),
    exitCode,
  });
  return {
    kind: "shell",
    message: editedWords(edited),
    edited,
    ...(exitCode !== undefined && { exitCode }),
    ms: before?.ms ?? 0,
    ...kept,
  };
}

/** The regular text file that `path` leads to. Throws UserError. */
async function fileAt(files: Files, path: string): Promise<Found> {
  const { path: real, stat } = await files.resolve(path);
  const name = real === path ? path : `${path}, which leads to ${real},`;
  const refuse = (why: string) => new UserError(`${name} ${why}`);
  if (stat === undefined) throw refuse("is not there");
  if (stat.type === "directory") throw refuse("is a folder: name a file in it");
  if (stat.type !== "file") throw refuse("is a device, a pipe or a socket");
  if (shownByEngine(real)) throw refuse("is the engine's, which puts it into every container: no layer has it");
  if (stat.size > largestEdited) throw refuse(`is too large to be edited: ${tooLarge(stat.size)}`);
  const read = await files.readFile(real, largestEdited);
  if (read === undefined) throw refuse("is no regular file");
  const why = whyNoText(read.content);
  if (why !== undefined) throw refuse(`cannot be edited: ${why}`);
  return { path: real, ...read };
}

const tooLarge = (size: number): string => `it has ${size} bytes, and ${largestEdited} are the most`;

function whyNoText(content: Uint8Array): string | undefined {
  if (content.length > largestEdited) return tooLarge(content.length);
  return content.includes(0) || !isUtf8(content) ? "it is no text (UTF-8)" : undefined;
}
