/** What a pane says in place of rows, and which part of its rows is shown. */
import type { ReactNode } from "react";
import type { Reading } from "../../debugger/looks.ts";
import { withKeys } from "../commands/all-rows.ts";
import { Heading } from "../components/heading.tsx";
import { Fixed, Line, type Span } from "../components/line.tsx";
import { useView } from "../hooks/use-scene.ts";
import { visible, wrap } from "../text.ts";
import { partShown } from "./window.ts";

type SentenceProps = {
  readonly width: number;
  readonly height: number;
  readonly tabs: readonly Span[];
  /** A row above it. */
  readonly above?: ReactNode;
  readonly children: string;
};

export function Sentence({ width, height, tabs, above, children }: SentenceProps) {
  const view = useView();
  const rows = wrap(visible(withKeys(children, view)), Math.max(10, width - 2)).slice(0, Math.max(0, height - 2));
  return (
    <>
      <Heading spans={tabs} />
      {above}
      {rows.map((row) => (
        <Line key={row} spans={[["dim", ` ${row}`]]} />
      ))}
    </>
  );
}

/** Why nothing is known, or what is being done about it. */
export const unknownText = (reading: Exclude<Reading<unknown>, { kind: "known" }>, doing: string): string =>
  reading.kind === "none" ? reading.why : `${doing}…`;

/** `1-20 of 345` for a heading. */
export const shownPart = (top: number, room: number, count: number): ReactNode => {
  const text = partShown(top, room, count);
  return text !== "" && <Fixed spans={[["dim", text]]} />;
};

export const notNeeded = "The target does not need this instruction; it is never run.";
