/** The Dockerfile as a list of steps: line numbers, marks, breakpoints, and the position as a rule between two rows. */
import { Box } from "ink";
import { memo } from "react";
import { breakpointOn } from "../../debugger/breakpoints/breakpoint.ts";
import { position, runningAt, type Session } from "../../debugger/session.ts";
import { Heading, Rule } from "../components/heading.tsx";
import { Fixed, Line } from "../components/line.tsx";
import { useScene, useSession } from "../hooks/use-scene.ts";
import { type Item, selectedItem } from "../items.ts";
import { statusLabel } from "../labels.ts";
import type { Scene } from "../scene.ts";
import { useTheme } from "../theme.ts";
import { firstShown, type ListLine, listLines, numberWidth, stageName } from "./list-lines.ts";
import { resultOf } from "./result.ts";
import { StepRow } from "./step-row.tsx";

export type StepListProps = { readonly width: number; readonly height: number };

/** A heading and the part of the list around the selected step. */
export const StepList = memo(function StepList({ width, height }: StepListProps) {
  const scene = useScene();
  const { session, view } = scene;
  const selected = selectedItem(session, view.picked);
  const lines = listLines(session, selected, view.unfolded);
  const room = Math.max(0, height - 1);
  const top = firstShown(lines, selected, room);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <ListHeading scene={scene} lines={lines} top={top} room={room} />
      {lines.slice(top, top + room).map((line) => (
        <ListRow key={keyOf(line)} line={line} scene={scene} selected={selected} width={width} />
      ))}
    </Box>
  );
});

function keyOf(line: ListLine): string {
  if (line.kind === "position") return "position";
  if (line.kind === "stage") return `stage ${line.stage}`;
  return line.kind === "item" ? `item ${line.item.index}` : `source ${line.item.index} ${line.at}`;
}

type ListHeadingProps = {
  readonly scene: Scene;
  readonly lines: readonly ListLine[];
  readonly top: number;
  readonly room: number;
};

function ListHeading({ scene: { session, view, path }, lines, top, room }: ListHeadingProps) {
  const { glyphs } = useTheme();
  // The stage of the first row shown, when its own heading is scrolled away.
  const first = lines.slice(0, top + 1).findLast((line) => line.kind === "item" || line.kind === "stage");
  const inStage = top > 0 && first?.kind === "item" && session.plan.program.stages.length > 1;
  const part = lines.length > room ? ` ${top + 1}-${Math.min(lines.length, top + room)} of ${lines.length} ` : "";
  return (
    <Heading
      spans={[
        [view.focus === "steps" && view.editing === undefined ? "strong" : "dim", ` ${path} `],
        ["dim", inStage ? `${glyphs.dot} ${stageName(session, first.item.stage)} ` : ""],
      ]}
      right={part !== "" && <Fixed spans={[["dim", part]]} />}
    />
  );
}

type ListRowProps = {
  readonly line: ListLine;
  readonly scene: Scene;
  readonly selected: Item | undefined;
  readonly width: number;
};

function ListRow({ line, scene, selected, width }: ListRowProps) {
  const { glyphs } = useTheme();
  const { session, view, now } = scene;
  if (line.kind === "stage") return <StageRow stage={line.stage} />;
  if (line.kind === "position") return <PositionRow />;
  const { item } = line;
  if (line.kind === "source") return <SourceRow item={item} at={line.at} />;
  const chosen = selected?.index === item.index;
  return (
    <StepRow
      {...resultOf(item, session, now, glyphs)}
      item={item}
      chosen={chosen}
      focused={view.focus === "steps" && view.editing === undefined}
      breakpoint={breakpointOn(session.breakpoints, item.id)?.enabled === true}
      open={chosen && view.unfolded && item.source.length > 1}
      numberWidth={numberWidth(session)}
      width={width}
    />
  );
}

function StageRow({ stage }: { readonly stage: number }) {
  const session = useSession();
  const needed = session.plan.steps.some((step) => step.stage === stage);
  return (
    <Box height={1} flexShrink={0} justifyContent="space-between">
      <Line spans={[[needed ? "strong" : "dim", ` ${stageName(session, stage)}`]]} />
      {!needed && <Fixed spans={[["dim", "not needed "]]} />}
    </Box>
  );
}

function SourceRow({ item, at }: { readonly item: Item; readonly at: number }) {
  const session = useSession();
  const text = item.source[at] ?? "";
  const number = String(item.instruction.span.line + at).padStart(numberWidth(session));
  return (
    <Line
      spans={[
        ["dim", `  ${number}   `],
        [text.trimStart().startsWith("#") ? "dim" : "plain", text],
      ]}
    />
  );
}

const positionLook = {
  PAUSED: { look: "warn", words: "next" },
  RUNNING: { look: "accent", words: "running" },
  FAILED: { look: "bad", words: "failed" },
  DONE: { look: "good", words: "done" },
} as const;

function PositionRow() {
  const session = useSession();
  const { glyphs } = useTheme();
  const { look, words } = positionLook[waiting(session) ?? statusLabel(session)];
  const label = position(session) >= session.plan.steps.length && words === "next" ? "end" : engineLost(session) ? "next" : words;
  return (
    <Box height={1} flexShrink={0}>
      <Rule width={2 + numberWidth(session)} />
      <Line spans={[[look, `${glyphs.arrow} ${label} `]]} />
      <Rule />
    </Box>
  );
}

/** The position is where the build will stop; other stages still run. */
const waiting = (session: Session): keyof typeof positionLook | undefined => {
  const { status } = session;
  if (status.kind !== "running" || !status.stop || runningAt(session, position(session))) return undefined;
  return status.stop.reason === "failure" ? "FAILED" : "PAUSED";
};

const engineLost = ({ status }: Session): boolean => status.kind === "stopped" && status.reason === "engine";
