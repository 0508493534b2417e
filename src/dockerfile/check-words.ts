// Words that will be expanded when the build gets there are lexed once at reading, so that an open quote is told at once.
import { wordProblem } from "./expand.ts";
import type { Word } from "./source-map.ts";
import type { Statement } from "./statement.ts";

export function checkWords(statement: Statement, words: readonly Word[]): void {
  for (const word of words) {
    const wrong = wordProblem(word.text, statement.escape);
    if (wrong !== undefined) statement.problem(`${statement.name}: ${wrong}: ${shortened(word.text)}`, word);
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
