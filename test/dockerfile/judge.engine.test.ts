/** BuildKit judges our tables of what is refused and what is taken, and random files. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canJudge, judge, throughStages } from "./judge.ts";
import { dockerfiles } from "./random-dockerfile.ts";
import { taken, wrong, wrongIfNeeded } from "./refusals.ts";

const judged = await canJudge();
const why = judged ? "" : " (skipped: docker buildx here has no --call)";
/** Frontends newer than the engine's have these. */
const newer = /--security|--parents/;
const titled = (text: string) => ({ title: JSON.stringify(text.slice(0, 80)), text });

describe.skipIf(!judged)(`docker build${why}`, () => {
  it.each(wrong.map(([text]) => titled(text)))("refuses $title", async ({ text }) => {
    expect((await throughStages(text)).accepted).toBe(false);
  });

  it.each(wrongIfNeeded.map(([text]) => titled(text)))("refuses where the stage is built: $title", async ({ text }) => {
    expect((await throughStages(text)).accepted).toBe(false);
    expect(await throughStages(`${text}\nFROM scratch AS dbuild-last\n`, "dbuild-last")).toMatchObject({ accepted: true });
  });

  it.each(taken.filter((text) => !newer.test(text)).map(titled))("takes $title", async ({ text }) => {
    const whole = text.startsWith("FROM") ? text : `FROM busybox\n${text}\n`;
    expect(await judge(whole)).toMatchObject({ agreement: "both accept" });
  });

  it("accepts and refuses random files as we do", { timeout: 600_000 }, async () => {
    const texts = fc.sample(dockerfiles(), { numRuns: Number(process.env.DBUILD_RANDOM_FILES ?? 60) });
    const waiting = [...texts];
    const apart: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
        const judgement = await judge(text);
        if (judgement.agreement.startsWith("only")) apart.push({ text, ...judgement });
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(apart).toEqual([]);
  });
});
