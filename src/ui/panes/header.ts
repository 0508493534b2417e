/** The top row: status word, position, and what the build is for. */

import { type Session, stateBefore } from "../../debugger/session.ts";
import type { EngineInfo } from "../../engine/engine.ts";
import { fitRow, type Row, rowWidth, type Span, span } from "../rows.ts";
import type { Theme } from "../theme.ts";
import { plural, positionWords, statusStyle, statusWord } from "../words.ts";

export type HeaderProps = {
  readonly session: Session;
  readonly engine: EngineInfo;
  readonly tags: readonly string[];
  readonly now: number;
  readonly columns: number;
  readonly theme: Theme;
};

export function header({ session, engine, tags, now, columns, theme }: HeaderProps): Row {
  const { glyphs } = theme;
  const word = statusWord(session);
  const left: Row = [span(` ${word} `, statusStyle[word]), span(` ${positionWords(session, now)}`, "strong")];
  const hand = stateBefore(session, session.at).stage?.byHand ?? [];
  // The most important first: what does not fit is left away from the end.
  const facts: Span[] = [];
  if (hand.length > 0) facts.push(span(`${glyphs.hand} by hand`, "hand"));
  const [tag] = tags;
  if (tag !== undefined) facts.push(span(tags.length > 1 ? `${tag} +${tags.length - 1}` : tag, "plain"));
  if (session.breakpoints.length > 0) {
    const count = session.breakpoints.length;
    facts.push(
      span(columns >= 100 ? `${glyphs.breakpoint} ${plural(count, "breakpoint")}` : `${glyphs.breakpoint} ${count}`, "bad"),
    );
  }
  facts.push(span(`Engine ${withoutPackaging(engine.version)}`, "dim"));
  facts.push(span(engine.address, "dim"));
  return fitRow([...left, ...rightAligned(facts, columns - rowWidth(left) - 1, glyphs.dot)], columns);
}

/** `28.5.2` of `28.5.2+dfsg4`: what a distribution adds says nothing about the engine. */
const withoutPackaging = (version: string): string => version.replace(/\+.*$/, "");

/** As many facts as fit `room`, at its right end. */
function rightAligned(facts: readonly Span[], room: number, dot: string): Row {
  const result: Span[] = [];
  for (const fact of facts) {
    const more = result.length === 0 ? [fact] : [...result, span(` ${dot} `, "dim"), fact];
    if (rowWidth(more) > room - 2) break;
    result.splice(0, result.length, ...more);
  }
  return [span(" ".repeat(Math.max(0, room - rowWidth(result)))), ...result];
}
