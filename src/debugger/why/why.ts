/** Why a step was taken from the cache, or why not: a sentence, and what it was made of beside last time. Pure. */
import type { ShownInput } from "../../builder/inputs/shown-inputs.ts";
import type { Lookup } from "../../builder/inputs/step-inputs.ts";
import { orderOf } from "../../builder/plan/order.ts";
import type { StepId } from "../../builder/steps.ts";
import { failureOf, type Outcome, outcomeOf, runningAt, type Session, stateAfter } from "../session.ts";
import type { Difference, Sign } from "./compare-inputs.ts";
import type { KnownInputs, Made } from "./input-memory.ts";
import { mostFiles } from "./remember.ts";
import { causeOf, differencePhrase, shortWhy, stepWords } from "./why-words.ts";

/** An input; `sign`: what became of it since last time. */
export type WhyRow = { readonly sign: "" | Sign; readonly name: string; readonly value: string };

/** `cause`: the step above that all began with. */
export type Why = { readonly title: string; readonly rows: readonly WhyRow[]; readonly cause?: StepId };

/** Files that are told one by one. */
const mostRows = 100;

export function whyAt(session: Session, index: number, known: KnownInputs): Why {
  const step = session.plan.steps[index];
  if (step === undefined) return { title: "There is no such step.", rows: [] };
  const { id, instruction } = step;
  const outcome = outcomeOf(session, index);
  const runs = runningAt(session, index) !== undefined;
  const failure = failureOf(session, index);
  if (outcome === undefined && !runs && failure === undefined) return { title: "It has not run yet.", rows: [] };
  const made = known.of(id);
  if (outcome?.skipped) return { title: "It was left out: what is before it is its result.", rows: [] };
  if (outcome?.how === "hand")
    return {
      title: `A person made it (${outcome.note ?? "by hand"}): nothing is looked up for it, or kept for other builds.`,
      rows: made === undefined ? [] : rowsOf(session, made, known),
    };
  if (made === undefined) return { title: withoutInputs(session, index, outcome), rows: [] };
  const rows = rowsOf(session, made, known);
  const cause = causeOf(session, id, known);
  const from = instruction.kind === "from" ? fromTitle(made) : undefined;
  const title = from ?? titleOf(session, index, known);
  return { title, rows, ...(cause !== undefined && cause !== id && { cause }) };
}

/** A few words for the line of a step that ran although its layer had been there; undefined: there is nothing to say. */
export function notCachedPhrase(session: Session, index: number, known: KnownInputs): string | undefined {
  const id = session.plan.steps[index]?.id;
  const made = id === undefined ? undefined : known.of(id);
  const isDone = outcomeOf(session, index)?.how === "done";
  if (!isDone || made === undefined || made.lookup === "found" || made.before === undefined) return undefined;
  return shortWhy(session, made, known);
}

function withoutInputs(session: Session, index: number, outcome: Outcome | undefined): string {
  const { plan } = session;
  const step = plan.steps[index];
  const other = orderOf(plan).duplicateOf[index];
  const kind = step?.instruction.kind;
  if (outcome?.how === "cached" && other !== undefined)
    return `The same was done on the same layers in another stage, ${stepWords(session, plan.steps[other]?.id)}: its layer is this one's, too.`;
  const hasKey = kind === "run" || kind === "copy" || kind === "add" || kind === "from";
  if (outcome === undefined) return "What it is made of is not known yet.";
  if (hasKey) return "What it was made of is known only to the dbuild that ran it.";
  return `${kind?.toUpperCase()} makes no layer, so nothing is looked up for it. What it sets is an input of the instructions that see it.`;
}

function fromTitle({ before, differences, now }: Made): string {
  if (now.inputs.length + now.fileCount === 0) return "It begins with nothing.";
  if (!now.inputs.some(({ name }) => name === "base image")) return "It begins with what a stage or a folder has.";
  if (before === undefined) return "The base image is looked up by name at every build.";
  return differences().length === 0 ? "The base image is the one of last time." : "The base image is not the one of last time.";
}

const notAsked: Readonly<Record<Exclude<Lookup, "found" | "missing">, string>> = {
  "no-cache": "Not cached: --no-cache lets nothing be looked up.",
  "no-cache-filter": "Not cached: --no-cache-filter names its stage, or one that it stands on or reads.",
  again: "Not cached: it was run again, and such a run asks no cache.",
  "by-hand": "Not cached: what it stands on was made by hand, so nothing is looked up or kept for other builds.",
  "taken-up": "Not cached: an earlier dbuild had begun it, and this one took it up.",
};

function titleOf(session: Session, index: number, known: KnownInputs): string {
  const made = known.of(session.plan.steps[index]?.id as StepId) as Made;
  const { lookup, before, now } = made;
  if (lookup === "found") {
    const at = stateAfter(session, index)?.stage?.created;
    const when = at === undefined ? "" : `, made ${minute(at)}`;
    const since = before !== undefined && before.key !== now.key ? "; an earlier build made it, not the last one" : "";
    return `Cached: there is a layer of the same inputs${when}${since}.`;
  }
  if (lookup !== "missing") return notAsked[lookup];
  const elsewhere = known.otherEngine === undefined ? "" : ` (last time it was another engine, ${known.otherEngine})`;
  if (before === undefined)
    return made.remembers
      ? "Not cached: no build that is remembered made its layer, and there is none of these inputs."
      : "Not cached: no earlier build of this Dockerfile is remembered, and there is no layer of these inputs.";
  if (before.key === now.key)
    return `Not cached: all inputs are as last time, but the layer is not in the engine any more${elsewhere}.`;
  return `Not cached: ${differencePhrase(session, made, known)}${elsewhere}.`;
}

/** To the minute, as RFC 3339 has it. */
const minute = (time: string): string => `${time.slice(0, 16).replace("T", " ")} UTC`;

function rowsOf(session: Session, made: Made, known: KnownInputs): readonly WhyRow[] {
  const { now, before } = made;
  const all = made.differences();
  const files = all.filter(({ kind }) => kind === "file");
  const changed = new Set(all.map(({ name }) => name));
  const same = now.inputs.filter(({ name }) => !changed.has(name)).map((input) => rowOfInput(session, input, known));
  const left = files.length - mostRows;
  const others = now.fileCount - files.filter(({ sign }) => sign !== "-").length;
  return [
    ...all.filter(({ kind }) => kind === "input").map((each) => rowOfDifference(session, each, known)),
    ...files.slice(0, mostRows).map((each) => rowOfDifference(session, each, known)),
    ...(left > 0 ? [plainRow("files", `and ${left} more`)] : []),
    ...(all.length === 0 && before !== undefined && before.key !== now.key ? [plainRow("", unnamed)] : []),
    ...same,
    ...(others > 0 ? [plainRow("files", filesWords(others, before !== undefined))] : []),
    ...(now.fileCount > mostFiles ? [plainRow("", `only the first ${mostFiles} files are remembered one by one`)] : []),
  ];
}

const unnamed = "what differs has no name here: the order of inputs, or a file beyond those that are remembered";

const plainRow = (name: string, value: string): WhyRow => ({ sign: "", name, value });
const filesWords = (count: number, compared: boolean): string =>
  `${count} ${count === 1 ? "file" : "files"}${compared ? " as last time" : ""}`;

function rowOfInput(session: Session, { name, text, layer, digest }: ShownInput, known: KnownInputs): WhyRow {
  if (layer) return plainRow(name, stepWords(session, known.maker(session.plan, digest)));
  return plainRow(name, text ?? "a value that is not shown");
}

function rowOfDifference(session: Session, { sign, kind, name, what: change, layer }: Difference, known: KnownInputs): WhyRow {
  if (kind === "file") return { sign, name: "file", value: change === "" ? name : `${name} (${change})` };
  if (layer === undefined) return { sign, name, value: change };
  const maker = known.maker(session.plan, layer);
  const made = maker === undefined ? undefined : known.of(maker);
  const what = made?.before === undefined ? "new" : made.before.key === made.now.key ? "as last time" : "with another layer";
  const before = what === "as last time" ? ", where another one was before it" : "";
  return { sign, name, value: `${stepWords(session, maker)} (${what}${before})` };
}
