/** Builds one case both ways on the engine at hand and says how they differ. */
import fs from "node:fs";
import path from "node:path";
import { remembered } from "../helpers/remembered.ts";
import { forgetImage } from "../helpers/saved-image.ts";
import { buildWithDbuild, buildWithDocker } from "./builders.ts";
import type { Case } from "./case.ts";
import { differences, lastWords } from "./compare.ts";
import { type Deviation, deviationFor } from "./deviations.ts";
import { cannotJudge, type Judge } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import { prefixes } from "./prefixes.ts";
import { makeWorkplace, type Services, type Workplace } from "./workplace.ts";

export type Setting = {
  readonly judge: Judge;
  readonly services: Services;
  /** The bundled dbuild. */
  readonly program: string;
  /** Where dbuild keeps its state during the run. */
  readonly state: string;
  /** Names of images made, for the end of the run: cases make equal images, and to remove one may take another's name away. */
  readonly images: Set<string>;
  /** Every prefix of the Dockerfile too. */
  readonly deep: boolean;
  /** Take docker build's answers of earlier runs. */
  readonly remember: boolean;
};

export type Verdict = {
  readonly name: string;
  readonly area: string;
  readonly seconds: number;
} & (
  | { readonly kind: "unjudged"; readonly why: string }
  /** Equal where `lines` is empty; `refused`: by docker build. `wrong`: the case itself is not what docker build does. */
  | {
      readonly kind: "judged";
      readonly lines: readonly string[];
      readonly allowed: readonly Allowed[];
      readonly refused: boolean;
    }
  | { readonly kind: "wrong"; readonly lines: readonly string[] }
);

/** A difference, and the entry of the list that permits it. */
export type Allowed = { readonly line: string; readonly deviation: Deviation };

/** Never rejects: what goes wrong is a verdict. */
export async function runCase(one: Case, setting: Setting): Promise<Verdict> {
  const began = performance.now();
  const head = () => ({ name: one.name, area: one.area, seconds: Math.round((performance.now() - began) / 100) / 10 });
  try {
    const why = await cannotJudge(one, setting.judge);
    if (why !== undefined) return { ...head(), kind: "unjudged", why };
    const place = await makeWorkplace(one, setting.services, setting.images);
    try {
      const found = await judgeAll(one, place, setting);
      return { ...head(), ...found };
    } finally {
      await place.remove();
    }
  } catch (error) {
    return { ...head(), kind: "wrong", lines: [`the case cannot be judged: ${(error as Error).message}`] };
  }
}

type Found =
  | { readonly kind: "wrong"; readonly lines: readonly string[] }
  | {
      readonly kind: "judged";
      readonly lines: readonly string[];
      readonly allowed: readonly Allowed[];
      readonly refused: boolean;
    };

async function judgeAll(one: Case, place: Workplace, setting: Setting): Promise<Found> {
  const whole = await judgeOnce(one, place, setting);
  if (whole.kind === "wrong") return whole;
  const lines = [...whole.lines];
  const allowed = [...whole.allowed];
  const file = path.join(place.context, "Dockerfile");
  if (setting.deep && one.deep && fs.existsSync(file)) {
    for (const [index, text] of prefixes(fs.readFileSync(file)).entries()) {
      const prefix = `${place.context}-${index + 1}`;
      fs.writeFileSync(prefix, text);
      const part = await judgeOnce(one, place, setting, prefix);
      if (part.kind === "wrong") return part;
      lines.push(...part.lines.map((line) => `first ${index + 1}: ${line}`));
      allowed.push(...part.allowed);
    }
  }
  return { kind: "judged", lines, allowed, refused: whole.refused };
}

async function judgeOnce(one: Case, place: Workplace, setting: Setting, prefix?: string): Promise<Found> {
  const tag = `conformance-${path.basename(prefix ?? place.context).replace(/^context-/, "")}`;
  const tags = [`${tag}:docker`, `${tag}:dbuild`] as const;
  for (const made of tags) setting.images.add(made);
  try {
    const theirs = await theirOutcome(one, tags[0], place, setting, prefix);
    const wrong = prefix === undefined ? notAsDeclared(one, theirs) : undefined;
    if (wrong !== undefined) return { kind: "wrong", lines: [wrong] };
    const build = () => buildWithDbuild(setting.program, setting.state, tags[1], place, prefix);
    let ours = await build();
    // A mirror that fails for a moment is no difference; dbuild goes on from the layers it has, as a user would.
    if (one.needs.includes("network") && ours.kind !== theirs.kind) ours = await build();
    const all = differences(theirs, ours, prefix === undefined ? one.refused?.line : undefined);
    const lines: string[] = [];
    const allowed: Allowed[] = [];
    for (const line of all) {
      const deviation = deviationFor(one.name, setting.judge, line);
      if (deviation) allowed.push({ line, deviation });
      else lines.push(line);
    }
    return { kind: "judged", lines, allowed, refused: theirs.kind === "refused" };
  } finally {
    for (const made of tags) forgetImage(made);
  }
}

/** Each case is first proven: what it says of docker build must hold. */
function notAsDeclared(one: Case, theirs: Outcome): string | undefined {
  if (one.undeclared) return undefined;
  if (theirs.kind === "built") return one.refused ? "docker build builds it, and the case says that it refuses" : undefined;
  if (!one.refused) return `docker build refuses it: ${lastWords(theirs.said)}`;
  const line = one.refused.docker ?? one.refused.line;
  if (line === undefined || theirs.lines.length === 0 || theirs.lines.includes(line)) return undefined;
  return `docker build marks line ${theirs.lines.join(", ")}, and the case says ${line}`;
}

async function theirOutcome(one: Case, tag: string, place: Workplace, { remember }: Setting, prefix?: string): Promise<Outcome> {
  const ask = () => buildWithDocker(tag, place, prefix);
  if (!remember || namesThisRun(one)) return ask();
  return remembered(questionOf(one, prefix), ask, (outcome) => outcome.kind === "built" || one.refused !== undefined);
}

/** Every file of the case, and the prefix; of what comes out of the network tomorrow's answer may be another one. */
function questionOf(one: Case, prefix: string | undefined): unknown {
  const read = (file: string) => fs.readFileSync(file, "latin1");
  const files = fs.readdirSync(one.folder).sort();
  const day = one.needs.includes("network") ? new Date().toISOString().slice(0, 10) : "";
  return [
    one.name,
    files.map((name) => [name, read(path.join(one.folder, name))]),
    prefix === undefined ? "" : read(prefix),
    day,
  ];
}

/** Where a name of this run stands in a file that may be copied, the result is of this run only. */
function namesThisRun({ folder, before }: Case): boolean {
  if (Object.keys(before).length > 0) return true;
  const file = path.join(folder, "Dockerfile");
  return fs.existsSync(file) && /@(context|side|server|agent|run)@/.test(fs.readFileSync(file, "latin1"));
}
