/** Runs of a step as rows, cut to the pane. */
import type { Attempt } from "../../../debugger/attempts.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { bytes, duration } from "../../labels.ts";
import { type Style, useTheme } from "../../theme.ts";
import type { Opening } from "./state.ts";

/** `failed, exit 2`, `cached`. */
export function endWords({ how, exitCode }: Attempt): string {
  if (how === "hand") return "made by hand";
  return exitCode === undefined ? how : `${how}, exit ${exitCode}`;
}

const looks: Readonly<Record<Attempt["how"], Style>> = {
  cached: "good",
  done: "good",
  hand: "accent",
  failed: "bad",
  interrupted: "bad",
};

/** `12:04:11`, where the person is. */
const clock = (time: number): string => new Date(time).toTimeString().slice(0, 8);

type RowProps = {
  readonly attempt: Attempt;
  /** The instruction as it is now. */
  readonly text: string;
  readonly chosen: boolean;
  readonly columns: number;
};

export function AttemptLine({ attempt, text, chosen, columns }: RowProps) {
  const { glyphs } = useTheme();
  const { run, how, ms, start, size, startedAt } = attempt;
  const notes = [
    ...(start === "failed" && how !== "hand" ? ["on its failed layer"] : []),
    ...(size === undefined ? [] : [bytes(size)]),
    ...(attempt.text === text ? [] : [`as it was: ${attempt.text.replaceAll(/\s+/g, " ")}`]),
  ];
  return (
    <CutRow
      columns={columns}
      spans={[
        ["accent", chosen ? glyphs.bar : " "],
        ["dim", `#${run} `.padStart(5)],
        [looks[how], `${endWords(attempt).padEnd(20)} `],
        ["dim", `${clock(startedAt)} `],
        [chosen ? "strong" : "plain", (how === "cached" ? "" : duration(ms)).padStart(8)],
        ["dim", notes.length === 0 ? "" : `  ${notes.join("  ")}`],
      ]}
    />
  );
}

const openingWords: Readonly<Record<Opening, string>> = {
  output: "what it printed",
  logs: "how its output differs",
  layers: "how its layer differs",
};

export const openingLabel = (opens: Opening): string => openingWords[opens];
