/** The breakpoints as rows: one element is one row. */
import type { ReactElement } from "react";
import { actionWords } from "../../../debugger/breakpoints/action.ts";
import type { Breakpoint } from "../../../debugger/breakpoints/breakpoint.ts";
import { listedBreakpoint, whyNeverHit } from "../../../debugger/breakpoints/words.ts";
import type { Session } from "../../../debugger/session.ts";
import { cleanText } from "../../../output/clean.ts";
import { Line } from "../../components/line.tsx";
import { wrap } from "../../text.ts";
import type { Style } from "../../theme.ts";

export function breakpointRows(session: Session, columns: number): readonly ReactElement[] {
  const { breakpoints, printed, actions } = session;
  const messages = [
    ...printed.flatMap(({ number, text }) => rowsOf(`m${number}`, text, "plain", columns)),
    ...actions.flatMap((each) => rowsOf(`a${each.number}`, `${actionWords(each)} (running)`, "dim", columns)),
  ];
  return [
    ...breakpoints.flatMap((each) => rowsFor(each, session, columns)),
    <Line key="gap" />,
    ...rowsOf("how", ":break 12 if exit != 0 sets one, :delete, :disable, :enable change it by its id.", "dim", columns),
    ...(messages.length === 0 ? [] : [<Line key="gap 2" />, ...rowsOf("printed", "Printed:", "dim", columns), ...messages]),
  ];
}

function rowsFor(breakpoint: Breakpoint, session: Session, columns: number): readonly ReactElement[] {
  const { id, enabled } = breakpoint;
  const why = whyNeverHit(breakpoint, session);
  return [
    ...rowsOf(id, listedBreakpoint(breakpoint), enabled ? "plain" : "dim", columns),
    ...(why === undefined ? [] : rowsOf(`${id} why`, `   cannot be hit: ${why}`, "warn", columns)),
  ];
}

function rowsOf(key: string, text: string, look: Style, columns: number): readonly ReactElement[] {
  const indent = /^ */.exec(text)?.[0].slice(0, 8) ?? "";
  return wrap(cleanText(text), Math.max(10, columns - 2 - indent.length)).map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row of a text is its place
    <Line key={`${key} ${at}`} spans={[[look, ` ${indent}${line}`]]} />
  ));
}
