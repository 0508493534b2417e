// COPY and ADD: CopyIgnoredFile, modes and sources that cannot be, files the context does not have.
import { parseChmod } from "../builder/copy/chmod.ts";
import { judgePath } from "../context/ignore.ts";
import { sourceProblem } from "../context/select.ts";
import type { CopyInstruction } from "../dockerfile/program.ts";
import { remoteSource } from "../dockerfile/remote.ts";
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import type { StageState } from "./judge-stage.ts";
import type { Judging } from "./judging.ts";
import { readerFor } from "./words-of.ts";

export function judgeCopy(instruction: CopyInstruction, state: StageState, { escapeChar, facts, sink }: Judging): void {
  const { kind, span, from } = instruction;
  const { read, readText } = readerFor(state, instruction, escapeChar, sink);
  if (instruction.chown !== undefined) read(instruction.chown);
  const mode = instruction.chmod === undefined ? "" : read(instruction.chmod);
  const checksum = instruction.checksum === undefined ? "" : read(instruction.checksum);
  const sources = instruction.sources.map(read);
  read(instruction.destination);
  for (const heredoc of instruction.heredocs) if (heredoc.expand) readText(heredoc.content);

  if (mode) {
    const parsed = parseChmod(mode);
    if (!("kind" in parsed)) sink.error("Value", parsed.message, span, parsed.hint);
  }
  if (checksum) judgeChecksum(checksum, sources, instruction, sink);
  for (const source of sources) {
    if (source === undefined) continue;
    const remote = remoteSource(source);
    if (remote !== undefined) {
      if (kind === "copy" && instruction.sources.includes(source) === false) {
        const what = remote === "url" ? "a URL" : "a git repository";
        sink.error("Value", `the source of a COPY can not be ${what}`, span, "Only ADD downloads.");
      }
    } else if (from === undefined) judgeSource(source, instruction, facts, sink);
  }
}

function judgeChecksum(
  checksum: string,
  sources: readonly (string | undefined)[],
  { span, sources: raw, heredocs }: CopyInstruction,
  sink: Sink,
): void {
  if (raw.length + heredocs.length !== 1) {
    sink.error("Value", "checksum can't be specified for multiple sources", span, "Split it into several ADDs.");
    return;
  }
  const [source] = sources;
  if (source === undefined) return;
  const remote = remoteSource(source);
  if (remote === undefined) {
    sink.error("Value", "checksum requires HTTP(S) or Git sources", span, "Take --checksum out: a file of the context is yours.");
  } else if (remote === "url" && !/^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(checksum)) {
    sink.error("Value", `invalid checksum "${checksum}"`, span, "Write sha256: and 64 hexadecimal digits.");
  }
}

function judgeSource(source: string, { kind, span, parents }: CopyInstruction, { context }: Facts, sink: Sink): void {
  if (context === undefined) return;
  if (warnsOfIgnored(source, context.ignore)) {
    const what = kind === "copy" ? "Copy" : "Add";
    sink.warn("CopyIgnoredFile", `Attempting to ${what} file "${source}" that is excluded by .dockerignore`, span);
  }
  const problem = sourceProblem(context, source, parents);
  if (problem) sink.error("Source", `${kind.toUpperCase()} ${source}: ${problem.message}`, span, problem.hint);
}

type Ignore = NonNullable<Facts["context"]>["ignore"];

/** Engine 28.5 matches the word as written: globs and all, a leading ./ too. */
function warnsOfIgnored(source: string, ignore: Ignore): boolean {
  if (source.startsWith("./")) return ignore.patterns.some((pattern) => !pattern.include && pattern.matches(source));
  return judgePath(ignore, source).excluded;
}
