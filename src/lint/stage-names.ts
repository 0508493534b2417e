// DuplicateStageName, ReservedStageName.
import type { Program } from "../dockerfile/program.ts";
import type { Sink } from "./finding.ts";

export function judgeStageNames({ stages }: Program, sink: Sink): void {
  const seen = new Set<string>();
  for (const { name, from } of stages) {
    if (name === undefined) continue;
    if (name === "scratch" || name === "context") {
      sink.warn("ReservedStageName", `Stage name should not use the same name as reserved stage ${quoted(name)}`, from.span);
    }
    if (seen.has(name)) {
      sink.warn("DuplicateStageName", `Duplicate stage name ${quoted(name)}, stage names should be unique`, from.span);
    }
    seen.add(name);
  }
}

const quoted = (name: string): string => `"${name}"`;
