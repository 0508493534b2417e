// `dbuild check`: the text of a Dockerfile to everything that can be known about it without running it. Pure but for the
// file names it looks up in the context.

import { givenArg } from "../builder/args.ts";
import { neededStages, targetStage } from "../builder/steps.ts";
import { problemsOfStages } from "../dockerfile/needed.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import type { Program, Span, SyntaxProblem } from "../dockerfile/program.ts";
import { nearest } from "../dockerfile/suggest.ts";
import { visible } from "../dockerfile/visible.ts";
import { judgeCasing } from "./casing.ts";
import { type CheckOptions, defaultOptions, isOn, readCheckOptions, unknownRuleHint } from "./check-options.ts";
import type { Facts } from "./facts.ts";
import type { ErrorKind, Finding, Sink } from "./finding.ts";
import { readGlobals } from "./global-args.ts";
import { beginStage, judgeDefaults, judgeUnneeded, readFromWords } from "./judge-from.ts";
import type { WalkedStage } from "./judge-stage.ts";
import { readOutline } from "./outline.ts";
import { type RuleName, rules, ruleUrl } from "./rules.ts";
import { judgeStageNames } from "./stage-names.ts";
import { judgeReferences } from "./stage-refs.ts";
import { runTriggers, walkStage } from "./walk.ts";
import { judgeWriting } from "./written.ts";

export type CheckReport = {
  /** In file order. */
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** `check=error=true`: warnings fail too. */
  readonly strict: boolean;
  /** What could not be judged, and why. */
  readonly notes: readonly string[];
};

type Parsed = Extract<ReturnType<typeof parseDockerfile>, { ok: true }>;

const start: Span = { line: 1, endLine: 1, start: 0, end: 0 };

/** `facts.buildArgs.BUILDKIT_DOCKERFILE_CHECK` takes the place of the `# check=` directive. */
export function checkDockerfile(text: string, facts: Facts): CheckReport {
  const parsed = parseDockerfile(text);
  const program = parsed.ok ? parsed.program : parsed.readable;
  const notes: string[] = [];
  const found: Finding[] = [];
  const options = readOptions(program, facts, found, notes);
  const sink = collect(found, options);
  const lines = readOutline(text);
  judgeWriting(lines, sink);
  if (!parsed.ok) {
    for (const { message, span, hint } of parsed.problems) sink.error("Syntax", message, span, hint);
    if (parsed.readable) judgeRest(parsed.readable, parsed.problems, facts, sink);
  } else {
    judgeCasing(lines, sink);
    judgeProgram(parsed, facts, sink, notes);
  }
  const inOrder = withoutEchoes(found).toSorted((a, b) => a.span.line - b.span.line);
  return {
    errors: inOrder.filter(({ severity }) => severity === "error"),
    warnings: inOrder.filter(({ severity }) => severity === "warning"),
    strict: options.error,
    notes,
  };
}

function judgeProgram({ program, ifNeeded }: Parsed, facts: Facts, sink: Sink, notes: string[]): void {
  judgeStageNames(program, sink);
  const globals = readGlobals(program, facts, sink);
  judgeDefaults(program, globals, sink);
  const judging = { escapeChar: program.escape, globals, facts, sink };
  const froms = program.stages.map((stage) => readFromWords(stage, judging));
  const needed = wantedStages(program, facts, sink, (index) => froms[index]?.image);
  const given = (name: string): boolean => givenArg(facts.buildArgs, name) !== undefined;
  const told = problemsOfStages(ifNeeded, needed, given);
  for (const { message, span, hint } of told) sink.error("Syntax", message, span, hint);
  const walked = new Map<string, WalkedStage>();
  let isToldUnknown = false;
  for (const stage of program.stages) {
    const words = froms[stage.index];
    if (words === undefined) continue;
    if (sink.meter.left < 0) {
      notes.push(`from line ${stage.from.span.line} on nothing is judged: there is too much to work out`);
      return;
    }
    if (!needed.has(stage.index)) {
      judgeUnneeded(stage, words, program, judging);
      judgeReferences(program, stage, judging, false);
      continue;
    }
    const state = beginStage(stage, words, walked, judging);
    // What a stage takes over from the one it is FROM is copied.
    sink.meter.left -= 50 * (state.values.size + state.env.size);
    if (!state.complete && !isToldUnknown) {
      isToldUnknown = true;
      notes.push(`the image of line ${stage.from.span.line} is not at hand: variables it may set are taken for set`);
    }
    judgeReferences(program, stage, judging);
    runTriggers(program, stage, state, judging);
    walkStage(stage, state, judging);
    // Of two stages with one name the later counts, in the order of names too.
    walked.delete(stage.name ?? "");
    if (stage.name !== undefined) walked.set(stage.name, { stage, end: state });
  }
}

/**
 * What else is wrong with a file that cannot be read whole: only what no missing line can change, so no warnings but of FROM,
 * and variables nobody set may be set all the same.
 */
function judgeRest(program: Program, problems: readonly SyntaxProblem[], facts: Facts, sink: Sink): void {
  const silent: Sink = { ...sink, warn: () => {}, error: () => {} };
  const quiet: Sink = {
    ...sink,
    warn: () => {},
    error: (kind, ...words) => {
      if (kind !== "Variable") sink.error(kind, ...words);
    },
  };
  const first = program.stages[0]?.from.span.start ?? 0;
  const head = problems.some(({ span }) => span.start < first) ? silent : sink;
  const globals = readGlobals(program, facts, head);
  const judging = { escapeChar: program.escape, globals, facts, sink: quiet };
  const atHead = { ...judging, sink: head };
  const walked = new Map<string, WalkedStage>();
  for (const stage of program.stages) {
    const words = readFromWords(stage, atHead);
    const state = beginStage(stage, words, walked, atHead);
    state.complete = false;
    judgeReferences(program, stage, judging);
    walkStage(stage, state, judging);
    // Of two stages with one name the later counts, in the order of names too.
    walked.delete(stage.name ?? "");
    if (stage.name !== undefined) walked.set(stage.name, { stage, end: state });
  }
}

/** All stages, or those the target needs. */
function wantedStages(
  program: Program,
  { target, onlyNeeded }: Facts,
  sink: Sink,
  image: (index: number) => string | undefined,
): ReadonlySet<number> {
  const all = new Set(program.stages.keys());
  if (target === undefined && !onlyNeeded) return all;
  const stage = targetStage(program, target);
  if (stage) return neededStages(program, stage, { image: ({ index, from }) => image(index) ?? from.image });
  const names = program.stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const near = nearest((target ?? "").toLowerCase(), names);
  const known = names.length > 0 ? `Stages are ${names.join(", ")}.` : "No stage has a name (FROM … AS name).";
  const last = program.stages.at(-1)?.from.span ?? start;
  sink.error("Stage", `target stage "${target}" could not be found`, last, near ? `Did you mean ${near}?` : known);
  return all;
}

function readOptions(program: Program | undefined, facts: Facts, found: Finding[], notes: string[]): CheckOptions {
  const given = facts.buildArgs.BUILDKIT_DOCKERFILE_CHECK;
  const text = given ?? program?.check?.value;
  if (text === undefined) return defaultOptions;
  const span = given === undefined ? (program?.check?.span ?? start) : start;
  const read = readCheckOptions(text);
  if (!read.ok) {
    const message = visible(`failed to parse check options: ${read.message}`);
    found.push({ severity: "error", rule: "CheckOptions", message, span, hint: read.hint });
    return defaultOptions;
  }
  for (const name of read.unknown)
    notes.push(visible(`check= names a rule that is not known: ${name}. ${unknownRuleHint(name)}`));
  return read.options;
}

const ofTheWalk: ReadonlySet<string> = new Set<ErrorKind>(["Variable", "Value", "Stage"]);

/** What the parser says of a word is nearer than what the walk says of its instruction. */
function withoutEchoes(found: readonly Finding[]): readonly Finding[] {
  const words = found.flatMap(({ rule, span }) => (rule === "Syntax" ? [span] : [])).toSorted((a, b) => a.start - b.start);
  // Of the words from each one on: where the first of them ends.
  const ends = words.map(({ end }) => end);
  for (let at = ends.length - 2; at >= 0; at--) ends[at] = Math.min(ends[at] ?? 0, ends[at + 1] ?? 0);
  const isEcho = ({ rule, span }: Finding): boolean => {
    if (!ofTheWalk.has(rule)) return false;
    let low = 0;
    for (let high = words.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((words[middle]?.start ?? 0) < span.start) low = middle + 1;
      else high = middle;
    }
    return (ends[low] ?? Number.POSITIVE_INFINITY) <= span.end;
  };
  return found.filter((each) => !isEcho(each));
}

/** For all words of a file; about a second. */
const mostSteps = 128 * 1024 * 1024;

function collect(found: Finding[], options: CheckOptions): Sink {
  const told = new Set<string>();
  const isNew = (rule: string, message: string, { start: from }: Span): boolean => {
    const key = JSON.stringify([rule, message, from]);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
  return {
    meter: { left: mostSteps },
    warn: (rule: RuleName, message: string, span: Span, hint?: string) => {
      if (!isOn(options, rule) || !isNew(rule, message, span)) return;
      const url = ruleUrl(rule);
      const words = { message: visible(message), hint: visible(hint ?? rules[rule].hint) };
      found.push({ severity: "warning", rule, span, ...words, ...(url === undefined ? {} : { url }) });
    },
    error: (rule: ErrorKind, message: string, span: Span, hint?: string) => {
      if (!isNew(rule, message, span)) return;
      const words = { message: visible(message), ...(hint === undefined ? {} : { hint: visible(hint) }) };
      found.push({ severity: "error", rule, span, ...words });
    },
  };
}
