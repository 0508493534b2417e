/** The step that a line is about. */
import { isStep, locate } from "../../debugger/commands/location.ts";
import { firstWord } from "../../debugger/commands/words.ts";
import { indexOf } from "../../debugger/session.ts";
import { UserError } from "../../errors.ts";
import type { PlainFace } from "./face.ts";

/** The step of the first word, and what follows it. Throws UserError. */
export function stepAt(face: PlainFace, text: string): readonly [step: number, rest: string] {
  const [word, rest] = firstWord(text);
  const found = locate(word, face.situation());
  if (!isStep(found)) throw new UserError(found.reason.replace(/\.$/, ""));
  const step = indexOf(face.controller.snapshot().session, found);
  if (step === undefined) throw new UserError("the target does not need that instruction");
  return [step, rest];
}
