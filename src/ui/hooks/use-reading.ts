import { useEffect, useState } from "react";
import type { Answer, Look, Looks, Reading } from "../../debugger/looks.ts";

/** What is known of `look`; has it looked up while it is on the screen, from `after` milliseconds on. */
export function useReading<L extends Look>(looks: Looks, look: L | undefined, after = 0): Reading<Answer<L>> {
  const reading: Reading<Answer<L>> = look === undefined ? { kind: "reading" } : looks.known(look);
  const unasked = look !== undefined && (reading.kind === "unasked" || (reading.kind === "known" && reading.rest === "unasked"));
  /** The look whose time has come. */
  const [due, setDue] = useState("");
  const key = unasked && after > 0 ? JSON.stringify(look) : "";
  useEffect(() => {
    if (unasked && key === due) looks.want(look);
  });
  useEffect(() => {
    if (key === "") return undefined;
    const timer = setTimeout(() => setDue(key), after);
    return () => clearTimeout(timer);
  }, [key, after]);
  return reading;
}
