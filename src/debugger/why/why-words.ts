/** What made a step's inputs others, in a few words, and the step that all began with. Pure. */
import { type StepId, stepText } from "../../builder/steps.ts";
import { indexOf, type Session } from "../session.ts";
import type { Difference } from "./compare-inputs.ts";
import type { KnownInputs, Made } from "./input-memory.ts";

const longest = 60;

/** `step 3, line 4: RUN make`. */
export function stepWords(session: Session, id: StepId | undefined): string {
  const index = id === undefined ? undefined : indexOf(session, id);
  const step = index === undefined ? undefined : session.plan.steps[index];
  if (step === undefined) return "what no instruction here made";
  const text = stepText(step).replace(/\s+/g, " ").trim();
  return `step ${step.index + 1}, line ${step.instruction.span.line}: ${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}`;
}

const numberOf = (session: Session, id: StepId): string => `step ${(indexOf(session, id) ?? 0) + 1}`;

/** The step whose own inputs changed, where those of `id` did only because of it; `id` itself where it is that one. */
export function causeOf(session: Session, id: StepId, known: KnownInputs): StepId | undefined {
  const passed = new Set<StepId>();
  let at: StepId = id;
  while (!passed.has(at)) {
    passed.add(at);
    const above = makerAbove(session, known.of(at), known);
    if (above === undefined) return at;
    at = above;
  }
  return at;
}

/** The maker of the layer that differs, where nothing else does. */
function makerAbove(session: Session, made: Made | undefined, known: KnownInputs): StepId | undefined {
  const all = made?.differences() ?? [];
  const layer = all[0]?.layer;
  return layer !== undefined && all.every((each) => each.layer !== undefined) ? known.maker(session.plan, layer) : undefined;
}

/** What differs from last time, the step's own inputs first. */
export function differencePhrase(session: Session, made: Made, known: KnownInputs): string {
  const all = made.differences();
  const own = all.filter(({ layer }) => layer === undefined);
  // values are what a person changes knowingly, files tell more
  const first = own.find(({ kind }) => kind === "file") ?? own[0];
  if (first !== undefined) return `${oneDifference(first)}${own.length > 1 ? `, and ${own.length - 1} more` : ""}`;
  const layer = all[0]?.layer;
  if (layer === undefined) return "its inputs are others than last time";
  const maker = known.maker(session.plan, layer);
  if (maker === undefined) return "it stands on another layer than last time";
  return aboveWords(session, causeOf(session, maker, known) ?? maker, known);
}

/** `step 3 was run again (/src/main.c changed)`. */
function aboveWords(session: Session, cause: StepId, known: KnownInputs): string {
  const made = known.of(cause);
  const number = numberOf(session, cause);
  if (made?.before === undefined) return `${number} is new`;
  const how = made.lookup === "found" ? "has another layer" : "was run again";
  if (made.differences().some(({ layer }) => layer === undefined))
    return `${number} ${how} (${differencePhrase(session, made, known)})`;
  return made.before.key === made.now.key ? "other instructions are above it than last time" : `${number} ${how}`;
}

function oneDifference({ sign, name, what, kind }: Difference): string {
  if (sign === "+") return `${name} is new`;
  if (sign === "-") return `${name} is gone`;
  return kind === "input" || what === "content" ? `${name} changed` : `${name} changed (${what})`;
}

/** For the line of a step. */
export function shortWhy(session: Session, made: Made, known: KnownInputs): string {
  const { lookup, before, now } = made;
  switch (lookup) {
    case "no-cache":
    case "no-cache-filter":
      return `--${lookup}`;
    case "by-hand":
      return "it stands on what was made by hand";
    case "again":
      return "it was run again";
    case "taken-up":
      return "an earlier dbuild had begun it";
    default:
      return before?.key === now.key ? "its layer is not in the engine any more" : differencePhrase(session, made, known);
  }
}
