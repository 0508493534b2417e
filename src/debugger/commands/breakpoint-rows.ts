/** The rows of the table that set breakpoints and change them. */
import { breakpointArguments, readBreakpoint } from "../breakpoints/read-breakpoint.ts";
import { type Command, isRefused, type Refused } from "./command.ts";
import { placeThen } from "./location.ts";
import { onStep } from "./on-step.ts";
import { type Arguments, type Situation, sessionRow } from "./row.ts";

function setBreakpoint(text: string, situation: Situation): Command | Refused {
  const breakpoint = readBreakpoint(text, situation);
  return isRefused(breakpoint) ? breakpoint : { name: "set-breakpoint", breakpoint };
}

const breakpointId: Arguments = {
  usage: "id",
  complete: ([typed = ""], { session }) => session.breakpoints.map(({ id }) => id).filter((id) => id.startsWith(typed)),
};

export const breakpointRows = [
  sessionRow({
    name: "breakpoint",
    aliases: ["break"],
    keys: ["b"],
    arguments: breakpointArguments(placeThen("")),
    group: "Run",
    hint: "break",
    help: "set or remove a breakpoint on the selected step",
    more: "Events: failure, stage final, RUN, exit 2, size 100MB, elapsed 10m, log /error:/, file /usr/lib/**/*.so.",
    run: (text, situation) =>
      text === "" ? onStep((step) => ({ name: "breakpoint", step }))(text, situation) : setBreakpoint(text, situation),
  }),
  sessionRow({
    name: "delete",
    arguments: breakpointId,
    group: "Run",
    hint: "delete",
    help: "remove a breakpoint: delete b2",
    run: (id) => ({ name: "delete-breakpoint", id }),
  }),
  sessionRow({
    name: "disable",
    arguments: breakpointId,
    group: "Run",
    hint: "disable",
    help: "keep a breakpoint without stopping at it: disable b2",
    run: (id) => ({ name: "enable-breakpoint", id, enabled: false }),
  }),
  sessionRow({
    name: "enable",
    arguments: breakpointId,
    group: "Run",
    hint: "enable",
    help: "stop at a breakpoint again: enable failure",
    run: (id) => ({ name: "enable-breakpoint", id, enabled: true }),
  }),
] as const;
