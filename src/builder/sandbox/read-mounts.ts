/** The mounts of a RUN with their words expanded. Of two at one place the later counts. */
import { type Mount, readMount } from "../../dockerfile/mount.ts";
import type { RunInstruction } from "../../dockerfile/program.ts";
import { StepProblem } from "../problem.ts";
import { type Escape, lookupIn, word } from "../stage-variables.ts";
import type { StageState } from "../state.ts";

/** `owned`: mode, uid or gid was said, which makes a cache another cache (BuildKit gives it a root of its own). */
export type AskedMount = Mount & { readonly owned: boolean };

/** Throws StepProblem in the words of the flag that is wrong. */
export function readMounts(instruction: RunInstruction, stage: StageState, escapeChar: Escape): readonly AskedMount[] {
  const lookup = lookupIn(stage.variables);
  let sockets = 0;
  const all = instruction.mounts.map((flag): AskedMount => {
    const read = readMount(flag, (raw) => word(raw, lookup, escapeChar), stage.config.WorkingDir || "/");
    if (!read.ok) throw new StepProblem(read.message, read.hint);
    const owned = flag.fields.some(({ key }) => key === "mode" || key === "uid" || key === "gid");
    if (read.mount.type !== "ssh") return { ...read.mount, owned };
    return { target: `/run/buildkit/ssh_agent.${sockets++}`, ...read.mount, owned };
  });
  return all.filter(
    ({ target }, index) => target === undefined || !all.slice(index + 1).some((later) => later.target === target),
  );
}
