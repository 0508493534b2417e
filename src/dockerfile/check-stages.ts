// Checks that need the whole program: what COPY --from and RUN --mount=from= may name, and circles among stages.
import type { Instruction, Span, StageProblem, SyntaxProblem } from "./program.ts";
import { stageIndex } from "./stage-index.ts";
import { sourcesOf } from "./stage-sources.ts";

/** A stage as far as it could be read. `line` is that of its FROM. */
export type StageOutline = { readonly name?: string; readonly line: number; readonly body: readonly Instruction[] };

type Checked = { readonly problems: readonly SyntaxProblem[]; readonly ifNeeded: readonly StageProblem[] };

/** One stage's use of another: `target` is an index, at `own` or behind it where the order is wrong. */
type Use = { readonly own: number; readonly target: number; readonly span: Span; readonly what: string; readonly unread?: true };

/**
 * A name means the last stage that bears it, in any case of letters, even a later one; a word that is no stage is an image.
 * Numbers without a stage and circles are refused always, a later stage only where the target needs it (BuildKit).
 */
export function checkStages(stages: readonly StageOutline[]): Checked {
  const problems: SyntaxProblem[] = [];
  const uses: Use[] = [];
  const index = stageIndex(stages);
  stages.forEach(({ body }, own) => {
    for (const { span, what, from, isNumber, unread } of body.flatMap(sourcesOf)) {
      const target = isNumber ? Number(from) : index.lastBefore(from.toLowerCase(), stages.length);
      if (stages[target] !== undefined) uses.push({ own, target, span, what, ...(unread && { unread }) });
      else if (isNumber) problems.push({ message: `${what}: there is no stage ${from}`, hint: numbersHint(own), span });
    }
  });
  const circle = findCircle(uses);
  const inCircle = new Set(circle);
  if (circle.length > 0) problems.push(circleProblem(circle));
  const ifNeeded = uses
    .filter((use) => use.target >= use.own && !use.unread && !inCircle.has(use))
    .map((use) => lateStage(stages, use));
  return { problems, ifNeeded };
}

/** The uses of the first circle, if there is one. FROM closes none: it sees earlier stages only. */
function findCircle(uses: readonly Use[]): readonly Use[] {
  const byStage = new Map<number, Use[]>();
  for (const use of uses) {
    const others = byStage.get(use.own);
    if (others) others.push(use);
    else byStage.set(use.own, [use]);
  }
  const visited = new Set<number>();
  for (const { own } of uses) {
    const found = visited.has(own) ? [] : circleFrom(own, byStage, visited);
    if (found.length > 0) return found;
  }
  return [];
}

/** Depth first, without recursion: a file may have more stages than a stack has room for. */
function circleFrom(first: number, byStage: ReadonlyMap<number, readonly Use[]>, visited: Set<number>): readonly Use[] {
  const path: Use[] = [];
  const depth = new Map([[first, 0]]);
  const open = [{ stage: first, uses: [...(byStage.get(first) ?? [])].reverse() }];
  visited.add(first);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const use = top.uses.pop();
    if (use === undefined) {
      open.pop();
      depth.delete(top.stage);
      path.pop();
      continue;
    }
    const start = depth.get(use.target);
    if (start !== undefined) return [...path.slice(start), use];
    if (visited.has(use.target)) continue;
    visited.add(use.target);
    path.push(use);
    depth.set(use.target, path.length);
    open.push({ stage: use.target, uses: [...(byStage.get(use.target) ?? [])].reverse() });
  }
  return [];
}

function circleProblem(circle: readonly Use[]): SyntaxProblem {
  const [first] = circle;
  const span = first?.span ?? { line: 1, endLine: 1, start: 0, end: 0 };
  const hint = "Only earlier stages can be copied from.";
  if (circle.length === 1) return { message: `${first?.what} names its own stage`, span, hint };
  const lines = circle.map((use) => `line ${use.span.line}`).join(" and ");
  return { message: `circular dependency between stages: ${lines} copy from each other`, span, hint };
}

function lateStage(stages: readonly StageOutline[], { own, target, span, what }: Use): StageProblem {
  const { name, line } = stages[target] ?? { line: 0 };
  const twice = name !== undefined && stageIndex(stages).count(name) > 1;
  const hint = twice ? "Of several stages with one name the last is meant." : `Move that stage above line ${span.line}.`;
  return { message: `${what} names a stage that comes later, on line ${line}`, hint, span, stage: own };
}

function numbersHint(own: number): string {
  if (own === 0) return "This is the first stage: there is none to copy from.";
  return `Earlier stages are ${own === 1 ? "0 only" : `0 to ${own - 1}`}.`;
}
