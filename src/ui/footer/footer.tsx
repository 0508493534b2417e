/** The bottom: one message or a question, and the keys that make sense now. */
import { Box } from "ink";
import type { ReactElement } from "react";
import { costOf } from "../../debugger/last-times.ts";
import { indexOf, isBusy, type Session } from "../../debugger/session.ts";
import { writingAt } from "../../debugger/writing.ts";
import { commandLineRows } from "../command-line/rows.tsx";
import { withKeys } from "../commands/all-rows.ts";
import { Line } from "../components/line.tsx";
import { againLabel, elapsed, sentence } from "../labels.ts";
import type { Scene } from "../scene.ts";
import { spinner } from "../step-list/result.ts";
import { type Style, useTheme } from "../theme.ts";
import type { View } from "../view.ts";
import { KeyRow } from "./key-row.tsx";
import { promptRows } from "./prompt.tsx";
import { questionRows } from "./question.tsx";
import { shared } from "./shared-rows.ts";

/** The rows as a list, so that the panes know how much room is left. Two; more when there is more to say, at most `most`. */
export function footerRows(scene: Scene, most: number): readonly ReactElement[] {
  const { view, size } = scene;
  if (view.question !== undefined) {
    const rows = questionRows(view.question, size.columns, most);
    // What went wrong a moment ago is often why it is asked.
    const trouble = view.message?.tone === "bad" ? messageRows(scene) : [];
    return [...trouble.slice(0, Math.max(0, most - rows.length)), ...rows];
  }
  if (view.prompt !== undefined) {
    const trouble = view.message?.tone === "bad" ? messageRows(scene) : [];
    return [...trouble, ...promptRows(view.prompt, size.columns)].slice(-most);
  }
  if (view.commandLine !== undefined) return commandLineRows(view.commandLine, size.columns).slice(0, most);
  const message = messageRows(scene, Math.max(1, most - 1));
  return [...message, <KeyRow key="keys" scene={scene} />].slice(-most);
}

export function Footer({ rows }: { readonly rows: readonly ReactElement[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows}
    </Box>
  );
}

const tones: Readonly<Record<"info" | "good" | "bad", Style>> = { info: "plain", good: "good", bad: "bad" };

/** What was said last, with what has come since, else all notices, each on rows of its own: none hides another one, nor what runs. */
function messageRows({ session, view, notices, now, size }: Scene, most = 3): readonly ReactElement[] {
  if (view.waiting !== undefined) return [<Waiting key="waiting" what={view.waiting} now={now} />];
  const said = view.message?.text ?? leavingText(session, view) ?? (view.editing ? undefined : inLineText(session, view, now));
  const standing = withKeys(sentence(session), view);
  const editing =
    view.editing &&
    `The Dockerfile is written when you save; nothing runs before.${againLabel(costOf(session, view.editing.id)).replace(" ", " Then ")}`;
  const columns = Math.max(8, size.columns - 2);
  // shells may be open for long: they hide nothing
  const standsToo = session.status.kind === "running" || view.shells.length > 0;
  const hidden = view.message?.over ?? notices;
  const later = notices.filter((notice) => !hidden.includes(notice));
  const lines =
    said !== undefined || notices.length === 0
      ? shared([said ?? editing ?? standing, ...later], columns, Math.min(3, most))
      : shared(standsToo ? [standing, ...notices] : notices, columns, most);
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row of a message is its place
    <Line key={at} spans={[[tones[view.message?.tone ?? "info"], ` ${line}`]]} />
  ));
}

function leavingText(session: Session, view: View): string | undefined {
  if (!view.leaving) return undefined;
  const end = isBusy(session) ? "the instruction has ended" : "the failed layer is written";
  return withKeys(`Leaving when ${end}. {quit} changes that.`, view);
}

function inLineText(session: Session, { inLine }: View, now: number): string | undefined {
  const writing = inLine && writingAt(session, indexOf(session, inLine) ?? -1);
  if (!writing) return undefined;
  return `A shell opens once the failed layer is written, ${elapsed(now - writing.since)} so far. Esc withdraws.`;
}

function Waiting({ what, now }: { readonly what: string; readonly now: number }) {
  const sign = spinner(now, useTheme().glyphs);
  return (
    <Line
      spans={[
        ["accent", ` ${sign} `],
        ["plain", what],
      ]}
    />
  );
}
