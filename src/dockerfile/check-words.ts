// Words that will be expanded when the build gets there are lexed once at reading, so that an open quote is told before
// anything runs. BuildKit minds it only in stages it builds, but for FROM, which it expands in all.
import { bodyProblem, wordProblem } from "./expand.ts";
import type { Word } from "./source-map.ts";
import type { Statement } from "./statement.ts";

/** `defaultOf`: the ARG the words are the default of. */
export function checkWords(statement: Statement, words: readonly Word[], defaultOf?: string): void {
  for (const word of words) {
    const wrong = wordProblem(word.text, statement.escape);
    if (wrong === undefined) continue;
    const message = `${statement.name}: ${wrong}: ${shortened(word.text)}`;
    if (statement.name === "FROM") statement.problem(message, word);
    else statement.problemIfNeeded(message, word, undefined, defaultOf);
  }
}

/** The body of a heredoc that will be expanded. */
export function checkBody(statement: Statement, name: string, body: string): void {
  const wrong = bodyProblem(body);
  if (wrong !== undefined) statement.problemIfNeeded(`${statement.name}: in heredoc ${name}: ${wrong}`);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
