// RUN: the mounts it asks for.
import { hasWildcards } from "../context/glob.ts";
import { sourceProblem } from "../context/select.ts";
import { type Mount, readMount } from "../dockerfile/mount.ts";
import type { RunInstruction, Span } from "../dockerfile/program.ts";
import type { Facts } from "./facts.ts";
import type { Sink } from "./finding.ts";
import type { StageState } from "./judge-stage.ts";
import type { Judging } from "./judging.ts";
import { readerFor } from "./words-of.ts";

export function judgeRun({ mounts }: RunInstruction, state: StageState, { escapeChar, facts, sink }: Judging): void {
  for (const mount of mounts) {
    let unknown = false;
    const { read } = readerFor(state, { span: mount.span }, escapeChar, sink);
    const expandWord = (word: string): string => {
      const value = read(word);
      unknown ||= value === undefined;
      return value ?? "";
    };
    const result = readMount(mount, expandWord, state.workdir ?? "/somewhere");
    if (unknown) continue;
    if (!result.ok) sink.error("Value", `RUN --mount=${mount.text}: ${result.message}`, mount.span, result.hint);
    else judgeMountSource(result.mount, mount.span, facts, sink);
  }
}

/** A bind mount of the context takes its source literally, and fails where it is missing. */
function judgeMountSource(mount: Mount, span: Span, { context }: Facts, sink: Sink): void {
  if (mount.type !== "bind" || mount.from !== undefined || context === undefined || hasWildcards(mount.source)) return;
  const problem = sourceProblem(context, mount.source);
  if (problem) sink.error("Source", `RUN --mount=type=bind,source=${mount.source}: ${problem.message}`, span, problem.hint);
}
