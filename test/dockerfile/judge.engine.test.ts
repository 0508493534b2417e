/** BuildKit judges our tables of what is refused and what is taken, and random files. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neededStages, targetStage } from "../../src/builder/steps.ts";
import { problemsOfStages } from "../../src/dockerfile/needed.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import { askOnce, canJudge, judge, noImage, throughStages } from "./judge.ts";
import { dockerfiles, stagedDockerfiles } from "./random-dockerfile.ts";
import { taken, wrong, wrongIfNeeded } from "./refusals.ts";

/** Three at a time. */
async function eachOf(texts: readonly string[], work: (text: string) => Promise<void>): Promise<void> {
  const waiting = [...texts];
  const worker = async (): Promise<void> => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) await work(text);
  };
  await Promise.all([worker(), worker(), worker()]);
}

function problemsFor(text: string, name: string): readonly string[] {
  const parsed = parseDockerfile(text);
  if (!parsed.ok) return parsed.problems.map(({ message }) => message);
  const { program, ifNeeded } = parsed;
  const target = targetStage(program, name);
  if (target === undefined) return [`no stage ${name}`];
  const needed = neededStages(program, target, { image: (stage) => stage.from.image });
  return problemsOfStages(ifNeeded, needed).map(({ message }) => message);
}

const judged = await canJudge();
const why = judged ? "" : " (skipped: docker buildx here has no --call)";
/** Frontends newer than the engine's have these. */
const newer = /--security|--parents/;
const accepted = async (text: string, target?: string): Promise<boolean> => (await throughStages(text, target, askOnce)).accepted;
const titled = (text: string) => ({ title: JSON.stringify(text.slice(0, 80)), text });

describe.skipIf(!judged)(`docker build${why}`, () => {
  it.concurrent.each(wrong.map(([text]) => titled(text)))("refuses $title", async ({ text }) => {
    expect(await accepted(text)).toBe(false);
  });

  it.concurrent.each(wrongIfNeeded.map(([text]) => titled(text)))(
    "refuses where the stage is built: $title",
    async ({ text }) => {
      expect(await accepted(text)).toBe(false);
      expect(await accepted(`${text}\nFROM scratch AS dbuild-last\n`, "dbuild-last")).toBe(true);
    },
  );

  it.concurrent.each(taken.filter((text) => !newer.test(text)).map(titled))("takes $title", async ({ text }) => {
    const whole = text.startsWith("FROM") ? text : `FROM busybox\n${text}\n`;
    expect(await judge(whole, askOnce)).toMatchObject({ agreement: "both accept" });
  });

  it("looks at the stages a target needs as we do", { timeout: 600_000 }, async () => {
    const texts = fc.sample(stagedDockerfiles(), { numRuns: Number(process.env.DBUILD_RANDOM_FILES ?? 40) });
    const apart: unknown[] = [];
    await eachOf(texts, async (text) => {
      const theirs = await throughStages(text, "last");
      // A stage may be called like its image, which then cannot be given as a named context.
      if (noImage.test(theirs.message)) return;
      const ours = problemsFor(text, "last");
      if (theirs.accepted !== (ours.length === 0)) apart.push({ text, theirs, ours });
    });
    expect(apart).toEqual([]);
  });

  it("accepts and refuses random files as we do", { timeout: 600_000 }, async () => {
    const texts = fc.sample(dockerfiles(), { numRuns: Number(process.env.DBUILD_RANDOM_FILES ?? 60) });
    const apart: unknown[] = [];
    await eachOf(texts, async (text) => {
      const judgement = await judge(text);
      if (judgement.agreement.startsWith("only")) apart.push({ text, ...judgement });
    });
    expect(apart).toEqual([]);
  });
});
