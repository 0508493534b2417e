/** --break PLACE, repeatable: all that the command `break` takes. */
import type { Plan } from "../../builder/plan/plan.ts";
import { type NewBreakpoint, notWired } from "../../debugger/breakpoints/breakpoint.ts";
import { readBreakpoint } from "../../debugger/breakpoints/read-breakpoint.ts";
import { isRefused } from "../../debugger/commands/command.ts";
import { newSession } from "../../debugger/session.ts";
import { badValue } from "./bad-value.ts";

const hint = "for example --break 12, --break stage:final, --break 'on file /etc/passwd', --break 'on RUN if user == \"root\"'";

/** Throws UserError. */
export function readBreakpoints(list: readonly string[], plan: Plan): readonly NewBreakpoint[] {
  const session = newSession("", plan);
  return list.map((text) => {
    if (text.trim() === "") throw badValue("--break", text, "it names no place", hint);
    const read = readBreakpoint(text, { session, selected: session.at });
    const why = isRefused(read) ? read.reason : notWired(read);
    if (isRefused(read) || why !== undefined) throw badValue("--break", text, (why ?? "").replace(/\.$/, ""), hint);
    return read;
  });
}
