/** The block above a failed step's output: what went wrong, what is kept, and what can be done. One element is one row. */
import type { ReactElement } from "react";
import type { Failure } from "../../../debugger/session.ts";
import { type CommandName, keyOf } from "../../commands/all-rows.ts";
import { Line, type Span } from "../../components/line.tsx";
import { duration, elapsed, failureLabel, shortId } from "../../labels.ts";
import { clipStart, visible, width, wrap } from "../../text.ts";
import { useTheme } from "../../theme.ts";
import type { View } from "../../view.ts";
import type { Written } from "../changes/arrange.ts";

export type FailureProps = {
  readonly failure: Failure;
  /** The text was changed since. */
  readonly edited: boolean;
  /** What to offer; empty where the footer is near enough. */
  readonly can: readonly CommandName[];
  /** Which command of the RUN it was, and which one was passed over before. */
  readonly failing?: string | undefined;
  readonly passedOver?: string | undefined;
  /** The first line of its output that looks like an error. */
  readonly firstError?: { readonly line: number; readonly text: string };
  /** What it wrote, logs first; absent: nobody can tell. */
  readonly wrote?: Written | "reading" | undefined;
  /** Its layer is being written, for so many milliseconds. */
  readonly writtenFor?: number;
  /** Says by which keys. */
  readonly view: Pick<View, "bindings">;
  readonly columns: number;
  readonly height: number;
};

/** `height` bounds it: the keys go first, then the longer words. */
export function failureRows(props: FailureProps): readonly ReactElement[] {
  const { failure, edited, can, failing, passedOver, firstError, wrote, writtenFor, view, columns, height } = props;
  const title = <Title key="title" failure={failure} edited={edited} />;
  const room = Math.max(10, columns - 4);
  const said = repeatsExitCode(failure) ? [] : wrap(failure.message, room).slice(0, 3);
  const message = said.map((text) => <Line key={`said ${text}`} spans={[["plain", `   ${text}`]]} />);
  const hint = (failure.hint === undefined ? [] : wrap(failure.hint, room).slice(0, 2)).map((text) => (
    <Line key={`hint ${text}`} spans={[["dim", `   ${text}`]]} />
  ));
  const at = (failing === undefined ? [] : wrap(failing, room).slice(0, 2)).map((text) => (
    <Line key={`at ${text}`} spans={[["strong", `   ${text}`]]} />
  ));
  const passed = passedOver === undefined ? [] : passedOverRows(passedOver, columns);
  const kept = keptRows(failure, columns, writtenFor);
  const error = firstError === undefined ? [] : [<FirstError key="error" errorKey={keyOf("errors", view)} {...firstError} />];
  const files =
    wrote === undefined ? [] : [<Wrote key="wrote" wrote={wrote} tabKey={keyOf("next-tab", view)} columns={columns} />];
  const found = [...error, ...files];
  const rows = [title, ...at, ...message, ...passed, ...hint, ...found, ...kept, ...choiceRows(offersOf(can, view), columns)];
  if (rows.length <= height) return rows;
  const short = [title, ...at, ...message.slice(0, 1), ...found, ...kept];
  return (short.length <= height ? short : [title, ...at.slice(0, 1), ...kept]).slice(0, Math.max(0, height));
}

/** What a RUN passed over, whether it failed later or not. */
export const passedOverRows = (words: string, columns: number): readonly ReactElement[] =>
  wrap(words, Math.max(10, columns - 4))
    .slice(0, 3)
    .map((text) => <Line key={`passed ${text}`} spans={[["warn", `   ${text}`]]} />);

const FirstError = ({ errorKey, line, text }: NonNullable<FailureProps["firstError"]> & { readonly errorKey: string }) => (
  <Line
    spans={[
      ["strong", `   ${errorKey}`],
      ["dim", ` line ${line + 1}  `],
      ["bad", text.trim()],
    ]}
  />
);

type WroteProps = { readonly wrote: Written | "reading"; readonly tabKey: string; readonly columns: number };

/** As many names as there is room for, each whole but the first. Its row is there before the names are known, so that nothing moves. */
function Wrote({ wrote, tabKey, columns }: WroteProps) {
  if (wrote === "reading") return <Line spans={[["dim", "   wrote …"]]} />;
  if (wrote.count === 0) return <Line spans={[["dim", "   wrote no file"]]} />;
  const room = columns - tabKey.length - 20;
  const [first = "", ...others] = wrote.first.map(visible);
  const shown = [clipStart(first, Math.max(8, room))];
  let used = width(shown[0] ?? "");
  for (const path of others) {
    used += width(path) + 2;
    if (used > room) break;
    shown.push(path);
  }
  const more = wrote.count - shown.length;
  return (
    <Line
      spans={[
        ["strong", `   ${tabKey}`],
        ["dim", " wrote  "],
        ["plain", shown.join("  ")],
        ["dim", more === 0 ? "" : `  +${more}`],
      ]}
    />
  );
}

function Title({ failure, edited }: Pick<FailureProps, "failure" | "edited">) {
  const { glyphs } = useTheme();
  const look = failure.kind === "shell" ? "hand" : failure.kind === "failed" && !edited ? "bad" : "warn";
  const mark = failure.kind === "shell" ? glyphs.hand : glyphs.failed;
  const time = failure.ms > 0 && failure.kind !== "shell" ? ` after ${duration(failure.ms)}` : "";
  return <Line spans={[[look, ` ${mark} ${edited ? "before your edit: " : ""}${titleText(failure)}${time}`]]} />;
}

/** Does the message say no more than the title and the list do: which instruction, which exit code? */
const repeatsExitCode = ({ exitCode, message }: Failure): boolean =>
  exitCode !== undefined && message.endsWith(` ended with exit code ${exitCode}`);

function titleText(failure: Failure): string {
  if (failure.edited !== undefined) return "edited by you";
  if (failure.kind === "shell") return "changed in your shell";
  if (failure.kind === "interrupted") return "stopped by you";
  return failure.exitCode === undefined ? "failed" : `failed with ${failureLabel(failure)}`;
}

type Named = readonly [name: string, value: string];

/** Names and values in one row. */
const named = (...pairs: readonly Named[]): ReactElement => (
  <Line
    key={pairs[0]?.[0]}
    spans={pairs.flatMap(([name, value]): readonly Span[] => [
      ["dim", name],
      ["plain", value],
    ])}
  />
);

function keptRows(failure: Failure, columns: number, writtenFor: number | undefined): readonly ReactElement[] {
  if (failure.container !== undefined) {
    const rescue = (failure.rescue ?? []).flatMap((command) => wrap(command, Math.max(10, columns - 4)));
    return [
      named(["   kept  ", `container ${failure.container.slice(0, 12)}`]),
      ...rescue.map((text) => named([`   ${text}`, ""])),
    ];
  }
  if (failure.removed) return [named(["   What it did is gone: its layer was removed from the engine.", ""])];
  if (failure.image === undefined && writtenFor === undefined)
    return [named(["   Nothing ran, so there is no layer to keep.", ""])];
  const name = failure.before ? "   It left no layer; the one before it is " : "   layer ";
  const id = [name, failure.image === undefined ? `being written, ${elapsed(writtenFor ?? 0)}` : shortId(failure.image)] as const;
  if (failure.tag === undefined) return [named(id)];
  if (columns >= 70) return [named(id, ["  tag ", failure.tag])];
  return [named(id), named(["   tag   ", failure.tag])];
}

const offers: Partial<Record<CommandName, string>> = {
  shell: "look inside",
  edit: "edit",
  retry: "run clean",
  "retry-failed": "run on the failed layer",
  accept: "accept it",
  commit: "retry commit",
};

type Offer = { readonly key: string; readonly words: string };

const offersOf = (can: readonly CommandName[], view: FailureProps["view"]): readonly Offer[] =>
  can.flatMap((command) => {
    const words = offers[command];
    return words === undefined ? [] : [{ key: keyOf(command, view), words }];
  });

function choiceRows(all: readonly Offer[], columns: number): readonly ReactElement[] {
  const rows: Offer[][] = [[]];
  let used = 0;
  for (const { key, words } of all) {
    const wide = key.length + words.length + 3;
    if (used + wide > columns && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push({ key, words });
    used += wide + (used === 0 ? 1 : 0);
  }
  return rows
    .filter((row) => row.length > 0)
    .map((row) => (
      <Line
        key={`choices ${row[0]?.key}`}
        spans={row.flatMap(({ key, words }, at): readonly Span[] => [
          ["strong", `${at === 0 ? "   " : "  "}${key}`],
          ["dim", ` ${words}`],
        ])}
      />
    ));
}
