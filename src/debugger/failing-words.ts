/** In words and lines of the Dockerfile: at which of its commands a RUN failed, and which one it passed over. Pure. */
import type { Step } from "../builder/steps.ts";
import type { RunCommand } from "../builder/triage/failing-command.ts";
import { visible } from "../dockerfile/visible.ts";
import type { Failure, Outcome } from "./session.ts";

/** The line of the Dockerfile that the command is on now; undefined where the instruction is another one since. */
export function lineOfCommand({ instruction: { span, source } }: Step, { line, text }: RunCommand): number | undefined {
  const [first = ""] = text.split(" ");
  return source.split("\n")[line]?.includes(first) ? span.line + line : undefined;
}

/** `failed at line 14: make -j8`; undefined where it cannot be told. */
export function failingWords(step: Step, { failing }: Pick<Failure, "failing">): string | undefined {
  if (failing === undefined) return undefined;
  const where = placed(step, failing);
  return failing.certain ? `failed at ${where}` : `most likely ${where} (its message is the last one)`;
}

export function passedOverWords(step: Step, { passedOver }: Pick<Failure | Outcome, "passedOver">): string | undefined {
  if (passedOver === undefined) return undefined;
  return `an earlier command failed and the script went on: ${placed(step, passedOver)}; set -e would stop there`;
}

function placed(step: Step, command: RunCommand): string {
  const line = lineOfCommand(step, command);
  const text = visible(command.text.replaceAll("\t", " "));
  return line === undefined ? text : `line ${line}: ${text}`;
}
