// RUN: the mounts it asks for.
import { readMount } from "../dockerfile/mount.ts";
import type { RunInstruction } from "../dockerfile/program.ts";
import type { Sink } from "./finding.ts";
import type { StageState } from "./stage.ts";
import { readerFor } from "./words-of.ts";

export function judgeRun({ mounts }: RunInstruction, state: StageState, escapeChar: string, sink: Sink): void {
  for (const mount of mounts) {
    let unknown = false;
    const { read } = readerFor(state, { span: mount.span }, escapeChar, sink);
    const expandWord = (word: string): string => {
      const value = read(word);
      unknown ||= value === undefined;
      return value ?? "";
    };
    const result = readMount(mount, expandWord, state.workdir ?? "/somewhere");
    if (!result.ok && !unknown) sink.error("Value", `RUN --mount=${mount.text}: ${result.message}`, mount.span, result.hint);
  }
}
