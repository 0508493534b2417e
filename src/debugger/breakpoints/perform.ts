/** Commands about breakpoints, as what happens to the session. Pure but for the event it hands on. */
import { accepted, type Command } from "../commands/command.ts";
import { lineOf } from "../commands/why-not.ts";
import type { Event } from "../events.ts";
import type { Session } from "../session.ts";
import { breakpointOn, onLine } from "./breakpoint.ts";
import { breakpointAt } from "./with-breakpoint.ts";
import { breakpointWords, whyNeverHit } from "./words.ts";

export type BreakpointCommand = Extract<
  Command,
  { readonly name: "breakpoint" | "set-breakpoint" | "delete-breakpoint" | "enable-breakpoint" }
>;

type Holder = { session(): Session; dispatch(event: Event): void };

export function performBreakpoint(holder: Holder, command: BreakpointCommand) {
  const { breakpoints, plan } = holder.session();
  switch (command.name) {
    case "breakpoint": {
      const line = lineOf(plan, command.step) ?? 0;
      const there = breakpointOn(breakpoints, command.step);
      holder.dispatch(
        there === undefined ? { type: "addBreakpoint", breakpoint: onLine(line) } : { type: "removeBreakpoint", id: there.id },
      );
      return accepted({ set: there === undefined, line });
    }
    case "set-breakpoint": {
      const { where } = command.breakpoint;
      const before = breakpointAt(holder.session(), where);
      holder.dispatch({ type: "addBreakpoint", breakpoint: command.breakpoint });
      const now = holder.session();
      const made = breakpointAt(now, where);
      if (made === undefined) return accepted({ words: "" });
      const why = whyNeverHit(made, now);
      return accepted({
        words: `${breakpointWords(made)}${before === undefined || before === made ? "" : `, instead of ${breakpointWords(before)}`}`,
        ...(why !== undefined && { why }),
      });
    }
    case "delete-breakpoint":
      holder.dispatch({ type: "removeBreakpoint", id: command.id });
      return accepted(undefined);
    case "enable-breakpoint":
      holder.dispatch({ type: "enableBreakpoint", id: command.id, enabled: command.enabled });
      return accepted(undefined);
  }
}
