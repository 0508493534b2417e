/** A RUN as it ran, for what is told of its commands. */
import { failingCommand, type Ran } from "../../src/builder/triage/failing-command.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";

/** `run`: from the keyword on. */
export function ran(run: string, shell: readonly string[] = ["/bin/sh", "-c"]): Ran {
  const parsed = parseDockerfile(`FROM x\n${run}\n`);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const [instruction] = parsed.program.stages[0]?.body ?? [];
  if (instruction?.kind !== "run" || instruction.command.form !== "shell") throw new Error("no RUN for a shell");
  return { instruction, escape: parsed.program.escape, argv: [...shell, instruction.command.text] };
}

export const heredoc = (script: string): string => `RUN <<'EOS'\n${script}\nEOS`;

/** `at 3: nope`, `likely 3: make`. */
export function told(what: Ran, code: number, output: string): string | undefined {
  const found = failingCommand(what, code, `${output}\n`);
  return found && `${found.certain ? "at" : "likely"} ${found.line}: ${found.text}`;
}
