/** A question in place of the message and the keys: its text, what more there is to know, and the answers. */
import type { ReactElement } from "react";
import { keyLabel } from "../../debugger/commands/key-names.ts";
import { Line, type Span } from "../components/line.tsx";
import { width, wrap } from "../text.ts";
import type { Question } from "../view.ts";

type Choice = Question["choices"][number];

/** At most `most` rows. The answers must be seen, whatever else has to go. */
export function questionRows({ text, detail, choices }: Question, columns: number, most: number): readonly ReactElement[] {
  const room = Math.max(8, columns - 6);
  const asked = wrap(text, room).map((line, at) => (
    <Line
      // biome-ignore lint/suspicious/noArrayIndexKey: a row of a text is its place
      key={`asked ${at}`}
      spans={[
        [at === 0 ? "ask" : "plain", at === 0 ? " ? " : "   "],
        ["strong", ` ${line}`],
      ]}
    />
  ));
  const more = (detail === undefined ? [] : wrap(detail, room).slice(0, 2)).map((line) => (
    <Line key={`more ${line}`} spans={[["dim", `    ${line}`]]} />
  ));
  const answers = answerRows(choices, columns);
  const rows = [...asked, ...more, ...answers];
  return rows.length <= most ? rows : [...asked.slice(0, Math.max(1, most - answers.length)), ...answers].slice(-most);
}

function answerRows(choices: readonly Choice[], columns: number): readonly ReactElement[] {
  const rows: Choice[][] = [[]];
  let used = 0;
  for (const choice of choices) {
    const wide = 5 + width(keyLabel(choice.key)) + width(choice.label);
    if (used > 0 && used + wide > columns) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(choice);
    used += wide;
  }
  return rows.map((row) => (
    <Line
      key={`answers ${row[0]?.key}`}
      spans={row.flatMap(({ key, label }): readonly Span[] => [
        ["strong", `    ${keyLabel(key)}`],
        ["plain", ` ${label}`],
      ])}
    />
  ));
}
