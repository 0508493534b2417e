/** The mark of a step, and what stands at the right end of its row. Pure. */
import { foreseenAt } from "../../debugger/foreseen.ts";
import { failureOf, handBelow, hasLayer, outcomeOf, position, runningAt, type Session } from "../../debugger/session.ts";
import type { Item } from "../items.ts";
import { bytes, elapsed, isEdited, took } from "../labels.ts";
import type { Glyphs, Style } from "../theme.ts";

export type Result = { readonly mark: string; readonly look: Style; readonly first: string; readonly second: string };

export function resultOf(item: Item, session: Session, now: number, glyphs: Glyphs): Result {
  const { step } = item;
  if (step === undefined) return { mark: " ", look: "dim", first: "", second: "" };
  const outcome = outcomeOf(session, step);
  if (outcome !== undefined) {
    const layered = outcome.size > 0 || hasLayer(item);
    const second = layered ? bytes(outcome.size) : "";
    if (outcome.how === "cached") return { mark: glyphs.cached, look: "good", first: "cached", second };
    if (outcome.how === "hand")
      return { mark: glyphs.hand, look: "hand", first: outcome.skipped ? "skipped" : "by hand", second };
    const time = took(outcome, { ...item, index: step }) ?? "";
    const first = handBelow(session, step).length === 0 ? time : `${glyphs.hand} ${time}`.trimEnd();
    return { mark: glyphs.done, look: "good", first, second };
  }
  const { status } = session;
  const running = runningAt(session, step);
  if (running && status.kind === "running") {
    const second = status.aborting ? "stopping" : status.pausing ? "pausing" : "";
    // nothing turns or counts: its program stands still
    if (running.frozen !== undefined) return { mark: glyphs.frozen, look: "warn", first: "frozen", second };
    return { mark: spinner(now, glyphs), look: "accent", first: elapsed(now - running.startedAt), second };
  }
  return failed(step, session, glyphs);
}

function failed(step: number, session: Session, glyphs: Glyphs): Result {
  const failure = failureOf(session, step);
  if (failure === undefined) {
    if (foreseenAt(session, step) === undefined) return { mark: glyphs.pending, look: "dim", first: "", second: "" };
    return { mark: glyphs.failed, look: "warn", first: "will fail", second: "" };
  }
  if (failure.kind === "shell") return { mark: glyphs.hand, look: "hand", first: "kept", second: "" };
  const second = failure.writing === undefined ? "" : "writing";
  if (failure.kind === "interrupted") return { mark: glyphs.failed, look: "warn", first: "stopped", second };
  const first = failure.exitCode === undefined ? "failed" : `exit ${failure.exitCode}`;
  const before = step === position(session) && isEdited(session);
  return { mark: glyphs.failed, look: before ? "warn" : "bad", first, second };
}

/** A sign that turns. */
export const spinner = (now: number, { spinner: signs }: Glyphs): string => signs[Math.floor(now / 125) % signs.length] ?? " ";
