/** The bottom: one message or a question, and the keys that make sense now. */
import { offered, type Situation } from "../able.ts";
import { type Command, editorTable, keyLabel, rowOf } from "../keys.ts";
import { fitRow, fitting, type Row, rowWidth, span } from "../rows.ts";
import { wrap } from "../text.ts";
import type { Style, Theme } from "../theme.ts";
import type { Question, View } from "../view.ts";
import { sentence } from "../words.ts";

export type FooterProps = {
  readonly situation: Situation;
  readonly view: View;
  readonly notice: string | undefined;
  readonly now: number;
  readonly columns: number;
  readonly theme: Theme;
};

/** Two rows, more when there is more to say; `most` bounds them. */
export function footer(props: FooterProps, most: number): readonly Row[] {
  const { view, columns } = props;
  if (view.question !== undefined) {
    const rows = questionRows(view.question, columns, most);
    // What went wrong a moment ago is often why it is asked.
    const trouble = view.message?.tone === "bad" ? messageRows(props) : [];
    return [...trouble.slice(0, Math.max(0, most - rows.length)), ...rows];
  }
  const message = messageRows(props).slice(0, Math.max(1, most - 1));
  return [...message, keyRow(props)].slice(-most);
}

const tones: Readonly<Record<"info" | "good" | "bad", Style>> = { info: "plain", good: "good", bad: "bad" };

function messageRows({ situation, view, notice, now, columns, theme }: FooterProps): readonly Row[] {
  const { glyphs } = theme;
  if (view.waiting !== undefined) {
    const frame = glyphs.spinner[Math.floor(now / 125) % glyphs.spinner.length] ?? "";
    return [fitRow([span(` ${frame} `, "accent"), span(view.waiting)], columns)];
  }
  const said = view.message?.text ?? (view.leaving ? "Leaving when the instruction has ended. q changes that." : undefined);
  const editing = view.editing === undefined ? undefined : "The Dockerfile is written when you save; nothing runs before.";
  const text = said ?? notice ?? editing ?? sentence(situation.session);
  const style = tones[view.message?.tone ?? "info"];
  return wrap(text, Math.max(8, columns - 2))
    .slice(0, 3)
    .map((line) => fitRow([span(` ${line}`, style)], columns));
}

function questionRows({ text, detail, choices }: Question, columns: number, most: number): readonly Row[] {
  const room = Math.max(8, columns - 6);
  const asked = wrap(text, room).map(
    (line, at): Row => [span(at === 0 ? " ? " : "   ", at === 0 ? "ask" : "plain"), span(` ${line}`, "strong")],
  );
  const more = detail === undefined ? [] : wrap(detail, room).slice(0, 2);
  const answers: Row[] = [[]];
  for (const { key, label } of choices) {
    const answer: Row = [span("    "), span(keyLabel(key), "strong"), span(` ${label}`)];
    const last = answers.at(-1) ?? [];
    if (rowWidth(last) + rowWidth(answer) > columns && last.length > 0) answers.push(answer);
    else answers[answers.length - 1] = [...last, ...answer];
  }
  const rows = [...asked, ...more.map((line): Row => [span(`    ${line}`, "dim")]), ...answers];
  // The answers must be seen, whatever else has to go.
  const kept = rows.length <= most ? rows : [...asked.slice(0, Math.max(1, most - answers.length)), ...answers].slice(-most);
  return kept.map((row) => fitRow(row, columns));
}

function keyRow({ situation, view, columns }: FooterProps): Row {
  if (view.help !== undefined) return fitRow([span(" "), ...hint("Esc", "close"), ...hint("  ↑ ↓ PgUp PgDn", "scroll")], columns);
  if (view.editing !== undefined) {
    const shown = editorTable.filter((row) => ["save", "leave", "undo", "redo", "kill-line"].includes(row.command));
    return fitRow(
      [
        span(" "),
        ...fitting(
          shown.map((row) => hint(keyLabel(row.keys[0] ?? ""), row.hint)),
          columns - 2,
          2,
        ),
      ],
      columns,
    );
  }
  // In a narrow terminal one pane hides the other; say how to get there.
  const always: readonly Command[] = columns < 60 ? ["pane", "help", "quit"] : ["help", "quit"];
  const last = always.map(rowOf).map((row) => hint(keyLabel(row.keys[0] ?? ""), row.hint));
  const end = fitting(last, columns - 1, 2);
  const rows = offered(situation)
    .filter((command) => !always.includes(command))
    .map(rowOf);
  const start = fitting(
    rows.map((row) => hint(keyLabel(row.keys[0] ?? ""), row.hint)),
    columns - rowWidth(end) - 4,
    2,
  );
  const gap = Math.max(1, columns - rowWidth(start) - rowWidth(end) - 2);
  return fitRow([span(" "), ...start, span(" ".repeat(gap)), ...end], columns);
}

const hint = (key: string, words: string): Row => [span(key, "strong"), span(` ${words}`, "dim")];
