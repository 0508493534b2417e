// Every word of an instruction that is expanded (BuildKit's Expand), in its order; UndefinedVar, and words that cannot be.
import type { Instruction } from "../dockerfile/program.ts";
import { nearest } from "../dockerfile/suggest.ts";
import type { Sink } from "./finding.ts";
import { type StageState, scopeOf } from "./judge-stage.ts";
import { type Meaning, meaningOf, type Scope } from "./scope.ts";

export type Place = Pick<Instruction, "span">;

/** Expands words for one instruction, telling what is wrong with them. */
export type Reader = {
  /** The value; undefined when it is not known or there is none. */
  readonly read: (word: string) => string | undefined;
  /** The text of a heredoc: variables only, quotes stay, and the escape is always a backslash. */
  readonly readText: (text: string) => void;
};

export function readerFor(state: StageState, place: Place, escapeChar: string, sink: Sink): Reader {
  const scope = scopeOf(state);
  const told = (word: string, meaning: Meaning): string | undefined => {
    tellUnmatched(meaning.unmatched, state, scope, (message) => sink.warn("UndefinedVar", message, place.span));
    if (meaning.ok) return meaning.value;
    sink.error("Variable", `failed to process "${shortened(word)}": ${meaning.message}`, place.span);
    return undefined;
  };
  return {
    read: (word) => told(word, meaningOf(word, scope, escapeChar, sink.meter)),
    readText: (text) => {
      told(text, meaningOf(withoutQuotes(text), scope, "\\", sink.meter));
    },
  };
}

/** A declared ARG without a value is no mistake. */
function tellUnmatched(names: readonly string[], state: StageState, scope: Scope, warn: (message: string) => void): void {
  for (const name of names) {
    if (state.declared.has(name) || name === "BUILDKIT_SBOM_SCAN_CONTEXT" || name === "BUILDKIT_SBOM_SCAN_STAGE") continue;
    const near = nearest(name, [...scope.values.keys()]);
    const message = `Usage of undefined variable '$${name}'${near === undefined ? "" : ` (did you mean $${near}?)`}`;
    warn(message);
  }
}

/** A quote means nothing in a heredoc; the lexer would look for the other one. */
const withoutQuotes = (text: string): string => text.replace(/\\?['"]/g, " ");

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
