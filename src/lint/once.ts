// CMD, ENTRYPOINT, HEALTHCHECK: MultipleInstructionsDisallowed (told of the earlier one) and JSONArgsRecommended.
import type { CmdInstruction, EntrypointInstruction, HealthcheckInstruction, Instruction } from "../dockerfile/program.ts";
import type { Sink } from "./finding.ts";
import type { StageState } from "./judge-stage.ts";

export function judgeOnce(
  instruction: CmdInstruction | EntrypointInstruction | HealthcheckInstruction,
  state: StageState,
  sink: Sink,
): void {
  const { kind, span } = instruction;
  const name = keywordOf(instruction);
  const earlier = state.once.get(kind);
  if (earlier) {
    const message = `Multiple ${name} instructions should not be used in the same stage because only the last one will be used`;
    sink.warn("MultipleInstructionsDisallowed", message, earlier.span, `Line ${span.line} replaces it.`);
  }
  state.once.set(kind, instruction);
  if (kind === "healthcheck" || instruction.command.form === "exec" || state.hasShell) return;
  const message = `JSON arguments recommended for ${name} to prevent unintended behavior related to OS signals`;
  sink.warn("JSONArgsRecommended", message, span);
}

/** As it is written. */
export function keywordOf({ text }: Pick<Instruction, "text">): string {
  return /^\S*/.exec(text)?.[0] ?? "";
}
