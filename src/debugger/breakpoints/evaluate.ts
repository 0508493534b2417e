/** What a condition comes to at a step, and the texts of logpoints. Pure. */
import type { StageState } from "../../builder/state.ts";
import type { Step } from "../../builder/steps.ts";
import { matcherOf } from "../../output/pattern.ts";
import { type Comparison, type Expression, type Name, readExpression } from "./expression.ts";

/** How the step ended; sizes in bytes. */
export type Ended = { readonly exit?: number; readonly size: number; readonly ms: number; readonly cached: boolean };

export type Facts = {
  readonly step: Step;
  /** What is true there: before the step, or after it once it has a result. */
  readonly stage: StageState | undefined;
  readonly stageName?: string;
  /** Absent: it has not run yet. */
  readonly ended?: Ended;
  /** The first file of the step that the breakpoint is on. */
  readonly file?: string;
};

/** Undefined: there is none. */
export type Value = number | string | boolean | undefined;

/** A regular expression takes too long; nothing is known then. */
export class TooSlow extends Error {}

/** Does the text match? Throws TooSlow. */
function matches({ source, flags }: Expression & { kind: "pattern" }, text: string): boolean {
  const found = matcherOf({ source, flags }).matching([text]);
  if (found === undefined) throw new TooSlow(`/${source}/${flags} takes too long`);
  return found.length > 0;
}

const isTrue = (value: Value): boolean => value !== undefined && value !== "" && value !== 0 && value !== false;

/** Throws TooSlow. */
export function evaluate(expression: Expression, facts: Facts): Value {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "pattern":
      return matches(expression, facts.step.instruction.text);
    case "name":
      return factNamed(expression.name, expression.of, facts);
    case "not":
      return !isTrue(evaluate(expression.inner, facts));
    case "and":
      return isTrue(evaluate(expression.left, facts)) && isTrue(evaluate(expression.right, facts));
    case "or":
      return isTrue(evaluate(expression.left, facts)) || isTrue(evaluate(expression.right, facts));
    case "compare":
      return compare(expression, facts);
  }
}

/** Throws TooSlow. */
export const holds = (expression: Expression, facts: Facts): boolean => isTrue(evaluate(expression, facts));

function compare({ by, left, right }: Expression & { kind: "compare" }, facts: Facts): boolean {
  const one = evaluate(left, facts);
  if (right.kind === "pattern") {
    return (one !== undefined && matches(right, String(one))) === (by === "=~");
  }
  const other = evaluate(right, facts);
  if (by === "==" || by === "!=") return isSame(one, other) === (by === "==");
  const [first, second] = [Number(one), Number(other)];
  // what is no number is neither less nor more
  if (one === undefined || other === undefined || Number.isNaN(first) || Number.isNaN(second)) return false;
  return ordered(by, first, second);
}

const isSame = (one: Value, other: Value): boolean =>
  one === undefined || other === undefined
    ? one === other
    : String(one) === String(other) || (one !== "" && Number(one) === Number(other));

function ordered(by: Comparison, one: number, other: number): boolean {
  if (by === "<") return one < other;
  if (by === "<=") return one <= other;
  return by === ">" ? one > other : one >= other;
}

function factNamed(name: Name, of: string | undefined, { step, stage, stageName, ended, file }: Facts): Value {
  switch (name) {
    case "env":
      return stage?.variables.findLast((each) => each.name === of && each.from !== "arg")?.value;
    case "arg":
      return stage?.args.findLast((each) => each.name === of)?.value;
    case "config":
      return text(Object.entries(stage?.config ?? {}).find(([field]) => field.toLowerCase() === of?.toLowerCase())?.[1]);
    case "label":
      return Object.entries(stage?.config.Labels ?? {}).find(([label]) => label === of)?.[1];
    case "user":
      return stage?.config.User || "root";
    case "workdir":
      return stage?.config.WorkingDir || "/";
    case "line":
      return step.instruction.span.line;
    case "step":
      return step.index + 1;
    case "stage":
      return stageName ?? step.stage;
    case "instruction":
      return step.instruction.kind.toUpperCase();
    case "text":
      return step.instruction.text;
    case "exit":
      return ended?.exit;
    case "size":
      return ended?.size;
    case "seconds":
      return ended === undefined ? undefined : ended.ms / 1000;
    case "cached":
      return ended?.cached;
    case "file":
      return file;
  }
}

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "object" ? Object.keys(value).join(" ") : String(value);
}

/** A message with `{expressions}` in it, each replaced by what it comes to; one that cannot be read stays as it is. Throws TooSlow. */
export const filledIn = (message: string, facts: Facts): string =>
  message.replaceAll(/\{([^{}]+)\}/g, (whole, inner: string) => {
    const read = readExpression(inner);
    return read.ok ? String(evaluate(read.expression, facts) ?? "") : whole;
  });
