/** The top row: status word, position, what the build is for, and how far the whole of it is. */
import { Box } from "ink";
import { memo, useRef } from "react";
import { placedBreakpoints } from "../debugger/breakpoints/follow-edits.ts";
import { foreseenSteps } from "../debugger/foreseen.ts";
import { isBusy, position, stateBefore } from "../debugger/session.ts";
import { timeLeft } from "../debugger/time-left.ts";
import { Fixed, Line } from "./components/line.tsx";
import { Ticking } from "./components/ready-row.tsx";
import { useScene } from "./hooks/use-scene.ts";
import { plural, positionLabel, statusLabel, statusStyle, timeLeftLabel } from "./labels.ts";
import type { Scene } from "./scene.ts";
import { clip, visible, width } from "./text.ts";
import { type Glyphs, type Style, useTheme } from "./theme.ts";

export const Header = memo(function Header() {
  const { glyphs } = useTheme();
  const scene = useScene();
  const { session, now, size } = scene;
  const word = statusLabel(session);
  const progress = useProgress(scene, glyphs.dot);
  return (
    <Box height={1} flexShrink={0}>
      <Fixed spans={[[statusStyle[word], ` ${word} `]]} />
      <Ticking look="strong">{clip(` ${positionLabel(session, now)}`, size.columns - word.length - 2 - progress.length)}</Ticking>
      {/* What does not fit wraps into rows that nobody sees: the empty box makes that true of the first fact, too. */}
      <Box flexGrow={1} flexBasis={0} flexWrap="wrap" justifyContent="flex-end" height={1} overflow="hidden" marginX={1}>
        <Box width={0} height={1} />
        {factsOf(scene, glyphs).map((fact, at) => (
          <HeaderFact key={fact.text} {...fact} before={at === 0 ? " " : ` ${glyphs.dot} `} />
        ))}
      </Box>
      <Ticking look="strong">{progress}</Ticking>
    </Box>
  );
});

/** How far the whole is, as wide as long as it is shown: what changes in it moves nothing else. At most once a second while it runs. */
function useProgress(scene: Scene, dot: string): string {
  const { session, now, size } = scene;
  const shown = useRef({ at: Number.NEGATIVE_INFINITY, text: "", of: session.plan, columns: 0 });
  const { at, text, of, columns } = shown.current;
  const same = of === session.plan && columns === size.columns && isBusy(session) && now - at < 1000 && now >= at;
  if (!same) shown.current = { at: now, text: progressOf(scene, dot), of: session.plan, columns: size.columns };
  return same ? text : shown.current.text;
}

const wide = 100;
const narrow = 72;
/** Of the longest that timeLeftLabel gives. */
const labelWidth = 20;

function progressOf({ session, now, size: { columns } }: Scene, dot: string): string {
  if (columns < narrow || session.status.kind === "done" || session.status.kind === "finishing") return "";
  const left = timeLeft(session, now);
  const time = timeLeftLabel(left);
  const timed = time !== "" || Object.values(session.earlier ?? {}).some(({ ms }) => ms !== undefined);
  const room = timed ? labelWidth : 0;
  if (columns < wide) return timed ? `${time.padEnd(room)} ` : "";
  const count = `${String(left.done).padStart(String(left.steps).length)}/${left.steps} done`;
  return `${count}${time === "" ? "" : ` ${dot} ${time}`}`.padEnd(count.length + (timed ? 3 : 0) + room + 1);
}

type Fact = { readonly text: string; readonly look: Style };

function HeaderFact({ text, look, before }: Fact & { readonly before: string }) {
  // The width is said to Ink, which would shrink a text to what room there is.
  return (
    <Box width={width(before + visible(text))} flexShrink={0}>
      <Line
        spans={[
          ["dim", before],
          [look, text],
        ]}
      />
    </Box>
  );
}

/** The most important first: it stays longest. */
function factsOf({ session, engine, tags, size }: Scene, glyphs: Glyphs): readonly Fact[] {
  const hand = stateBefore(session, position(session)).stage?.byHand ?? [];
  const failing = foreseenSteps(session).length;
  const [tag] = tags;
  const count = placedBreakpoints(session.breakpoints, session.plan).length;
  const facts: (Fact | false)[] = [
    hand.length > 0 && { text: `${glyphs.hand} by hand`, look: "hand" },
    failing > 0 && { text: `${glyphs.failed} ${failing} will fail`, look: "warn" },
    tag !== undefined && { text: tags.length > 1 ? `${tag} +${tags.length - 1}` : tag, look: "plain" },
    count > 0 && { text: `${glyphs.breakpoint} ${size.columns >= 100 ? plural(count, "breakpoint") : count}`, look: "bad" },
    { text: engine === undefined ? "no engine yet" : `Engine ${withoutPackaging(engine.version)}`, look: "dim" },
    engine !== undefined && { text: engine.address, look: "dim" },
  ];
  return facts.filter((fact) => fact !== false);
}

/** `28.5.2` of `28.5.2+dfsg4`: what a distribution adds says nothing about the engine. */
const withoutPackaging = (version: string): string => version.replace(/\+.*$/, "");
