/** What the watched commands print at a step, as rows; what is otherwise than before the step is marked. Pure. */
import type { Reading } from "../../../debugger/looks.ts";
import type { CommandOutput } from "../../../look/found.ts";
import { withKeys } from "../../commands/all-rows.ts";
import type { Span } from "../../components/line.tsx";
import type { Scene } from "../../scene.ts";
import { visible, wrap } from "../../text.ts";
import type { Style } from "../../theme.ts";
import type { View } from "../../view.ts";

type Watching = Pick<Scene, "looks" | "session" | "view">;

export type WatchRow = readonly Span[];

/** Lines of one command that are shown. */
const mostLines = 200;

export const watchLooks = (step: number, command: string) =>
  [
    { what: "watch", step, command },
    { what: "watch", step, command, before: true },
  ] as const;

export const watchRows = ({ looks, session, view }: Watching, step: number, columns: number): readonly WatchRow[] =>
  session.watches.flatMap((command, at) => {
    const [after, before] = watchLooks(step, command).map((look) => looks.known(look)) as [
      Reading<CommandOutput>,
      Reading<CommandOutput>,
    ];
    return [[["strong", ` ${at + 1} ${command}`] as const], ...linesOf({ after, before }, view, columns)];
  });

type Readings = { readonly after: Reading<CommandOutput>; readonly before: Reading<CommandOutput> };

function linesOf({ after, before }: Readings, view: View, columns: number): readonly WatchRow[] {
  const sentence = (look: Style, text: string): readonly WatchRow[] =>
    wrap(visible(text), Math.max(10, columns - 4)).map((line): WatchRow => [[look, `   ${line}`]]);
  if (after.kind === "none") return sentence("dim", withKeys(after.why, view));
  if (after.kind !== "known") return [[["dim", "   Running it…"]]];
  const { lines, code, why, cut } = after.value;
  const old = before.kind === "known" ? new Set(before.value.lines) : undefined;
  const isNew = (line: string): boolean => old !== undefined && !old.has(line);
  const rows = lines.slice(0, mostLines).map((line): WatchRow => {
    const fresh = isNew(line);
    return [
      [fresh ? "accent" : "dim", fresh ? " ~ " : "   "],
      [fresh ? "accent" : "plain", line],
    ];
  });
  const ends: readonly WatchRow[] = [
    ...(cut || lines.length > mostLines ? [[["dim", "   …"] as const]] : []),
    ...(why === undefined ? [] : sentence("bad", why)),
    ...(code === undefined || code === 0 || why !== undefined ? [] : [[["bad", `   exit code ${code}`] as const]]),
  ];
  return rows.length + ends.length === 0 ? [[["dim", "   it printed nothing"]]] : [...rows, ...ends];
}
