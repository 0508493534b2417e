import { useEffect } from "react";
import type { Answer, Look, Looks, Reading } from "../../debugger/looks.ts";

/** What is known of `look`; has it looked up while it is on the screen. */
export function useReading<L extends Look>(looks: Looks, look: L | undefined): Reading<Answer<L>> {
  const reading: Reading<Answer<L>> = look === undefined ? { kind: "reading" } : looks.known(look);
  const unasked = reading.kind === "unasked";
  useEffect(() => {
    if (unasked && look !== undefined) looks.want(look);
  });
  return reading;
}
