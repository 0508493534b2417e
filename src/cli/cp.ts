/** `dbuild cp`: files out of a layer, without a shell in it and without running anything. */
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { type Files, filesOf } from "../builder/image-fs/container-files.ts";
import { containerName } from "../builder/names.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import { copyOut, findInside } from "../extract/copy-out.ts";
import type { Extracted } from "../extract/extract.ts";
import { cleanText } from "../output/clean.ts";
import { newSessionId } from "../store/session-id.ts";
import { type CpSource, findSource, splitSource } from "./cp-source.ts";
import { exitCode } from "./exit-code.ts";
import { plainHelp } from "./flags.ts";
import { readableSize } from "./sizes.ts";

export type CpFlags = {
  readonly file?: string;
  readonly followLink: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
};

const help = `
STEP is the line of an instruction, or stage:line, in the newest session of the
Dockerfile in the current folder (or of -f): its failed layer if it failed. A
name that is both is the step. Folders and links are copied as docker cp does;
devices, pipes and sockets are left out. Files belong to you, set-user and
set-group bits are dropped. Nothing is written outside of DEST, nor through a
link below it.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addCp(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("cp"))
    .summary("copy files out of an image or a step's layer")
    .description("copy files out of an image, or out of the layer of a step, a failed one too")
    .argument("<source>", "IMAGE:/path or STEP:/path; /path/. is what is in the folder")
    .argument("<dest>", "a file or folder here; - writes a tar to standard output")
    .option("-f, --file <path>", "the Dockerfile that STEP is a line of")
    .option("-L, --follow-link", "copy what a link leads to, where the path itself is one", false)
    .option("-q, --quiet", "say nothing but what goes wrong", false)
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", help)
    .action(async (source: string, dest: string, flags: CpFlags) => done(await runCp(source, dest, flags, env)));
}

/** Returns the exit code. Throws UserError, EngineLostError. */
async function runCp(source: string, dest: string, flags: CpFlags, env: NodeJS.ProcessEnv): Promise<number> {
  splitSource(source);
  if (dest === "-" && process.stdout.isTTY)
    throw new UserError({ message: "a tar is nothing for a terminal", hint: "send it on: dbuild cp … - | tar t" });
  if (dest === "-" && flags.json)
    throw new UserError({ message: "--json and - both want standard output", hint: "leave one out" });
  const { connectEngine } = await import("../engine/docker/connect.ts");
  const engine = await connectEngine(env);
  try {
    const found = await findSource(engine, source, flags.file, env);
    const name = containerName(newSessionId(new Date()), 0, 0, "cp");
    const container = await engine.create({ image: found.image, name }).catch((error: unknown) => {
      if (!(error instanceof EngineRefusedError && error.status === 404)) throw error;
      throw new UserError({
        message: `${found.words} is gone: somebody removed its image`,
        hint: "build it again, with the flags it had: dbuild build; on the screen (dbuild tui) x builds by itself what is missing",
      });
    });
    try {
      await copy(filesOf(engine, container), found, dest, flags);
    } finally {
      await engine.remove(container);
    }
    return exitCode.ok;
  } finally {
    engine.close();
  }
}

async function copy(files: Files, found: CpSource, dest: string, flags: CpFlags): Promise<void> {
  const inside = { ...found, followLink: flags.followLink };
  if (dest === "-") {
    const { path } = await findInside(files, inside);
    await pipeline(await files.archive(path), process.stdout, { end: false });
    return;
  }
  const copied = await copyOut(files, inside, { destination: dest, replace: true, onProgress: progress(flags) });
  if (copied.kind === "copied") tell(copied.done, found, dest, flags);
}

function progress({ quiet, json }: CpFlags): (done: Extracted) => void {
  if (quiet || json || !process.stderr.isTTY) return () => {};
  let shown = performance.now();
  return ({ files, bytes }) => {
    if (performance.now() - shown < 200) return;
    shown = performance.now();
    process.stderr.write(`\r${files} files, ${readableSize(bytes)}\u001b[K`);
  };
}

function tell(
  { files, bytes, skipped }: Extracted,
  { image, path, words }: CpSource,
  dest: string,
  { quiet, json }: CpFlags,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ source: words, image, path, destination: dest, files, bytes, skipped })}\n`);
    return;
  }
  const clear = process.stderr.isTTY ? "\r\u001b[K" : "";
  for (const name of skipped) process.stderr.write(`${clear}dbuild: left out ${cleanText(name)}: a device, pipe or socket\n`);
  if (!quiet)
    process.stderr.write(
      `${clear}${files} ${files === 1 ? "file" : "files"}, ${readableSize(bytes)}, from ${cleanText(words)} to ${cleanText(dest)}\n`,
    );
}
