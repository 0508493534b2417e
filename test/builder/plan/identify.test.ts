/** Who is who after an edit, and what an edit leaves standing. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffPlans } from "../../../src/builder/plan/diff-plans.ts";
import { identify } from "../../../src/builder/plan/identify.ts";
import type { Plan } from "../../../src/builder/plan/plan.ts";
import { planOf } from "../../helpers/plans.ts";

const lines = ["FROM busybox", "ENV a=1", "RUN make one", "RUN make two", "RUN make three"];
const text = (all: readonly string[]) => `${all.join("\n")}\n`;
const before = planOf(text(lines));
const edited = (...all: readonly string[]): Plan => identify(planOf(text(all)), before);
/** `s3 edited` for every step of the new plan, then what is gone. */
function told(plan: Plan): readonly string[] {
  const { changes } = diffPlans(before, plan);
  const gone = before.steps.filter(({ id }) => changes.get(id) === "gone");
  return [...plan.steps, ...gone].map(({ id }) => `${id} ${changes.get(id)}`);
}
const [from, env, one, two, three] = lines as [string, string, string, string, string];

describe("an instruction", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["as it was", lines, ["s1 same", "s2 same", "s3 same", "s4 same", "s5 same"]],
    ["inserted", [from, "RUN new", env, one, two, three], ["s1 same", "s6 added", "s2 same", "s3 same", "s4 same", "s5 same"]],
    ["deleted", [from, one, two, three], ["s1 same", "s3 same", "s4 same", "s5 same", "s2 gone"]],
    ["edited", [from, env, "RUN make uno", two, three], ["s1 same", "s2 same", "s3 edited", "s4 same", "s5 same"]],
    [
      "of another kind",
      [from, env, "WORKDIR /one", two, three],
      ["s1 same", "s2 same", "s6 added", "s4 same", "s5 same", "s3 gone"],
    ],
    ["moved", [from, three, env, one, two], ["s1 same", "s5 moved", "s2 same", "s3 same", "s4 same"]],
    [
      "split",
      [from, env, "RUN make", "RUN make one", two, three],
      ["s1 same", "s2 same", "s6 added", "s3 same", "s4 same", "s5 same"],
    ],
    ["joined", [from, env, "RUN make one && make two", three], ["s1 same", "s2 same", "s3 edited", "s5 same", "s4 gone"]],
    [
      "edited beside a new one",
      [from, env, one, "RUN make more", "RUN make two -j4", three],
      ["s1 same", "s2 same", "s3 same", "s6 added", "s4 edited", "s5 same"],
    ],
    ["moved and edited", [from, "RUN make three -k", env, one, two], ["s1 same", "s5 edited", "s2 same", "s3 same", "s4 same"]],
    [
      "of a stage that got a name",
      ["FROM busybox AS x", env, one, two, three],
      ["s1 edited", "s2 same", "s3 same", "s4 same", "s5 same"],
    ],
  ])("%s", (_, now, wanted) => {
    expect(told(edited(...now))).toEqual(wanted);
  });

  it("that comes back is the same one again", () => {
    const without = edited(from, env, two, three);
    expect(identify(before, without).ids).toEqual(before.ids);
  });

  it("keeps its id in another stage's place, and equal ones keep their order", () => {
    const stages = planOf("FROM a AS a\nRUN x\nRUN same\nFROM b AS b\nRUN same\nRUN y\nCOPY --from=a /x /\n");
    const turned = planOf("FROM b AS b\nRUN same\nRUN y\nFROM a AS a\nRUN x\nRUN same\nCOPY --from=b /x /\n");
    expect(identify(turned, stages).ids.slice(0, 6)).toEqual(["s4", "s5", "s6", "s1", "s2", "s3"]);
  });
});

describe("a result", () => {
  const standing = (plan: Plan) => [...diffPlans(before, plan).stands];
  it.each<[string, readonly string[], readonly string[]]>([
    ["stands under a comment", ["# new", ...lines], ["s1", "s2", "s3", "s4", "s5"]],
    ["falls with what is inserted above", [from, env, one, "RUN new", two, three], ["s1", "s2", "s3"]],
    ["falls with what is deleted above", [from, env, two, three], ["s1", "s2"]],
    ["falls when its order changes", [from, env, two, one, three], ["s1", "s2"]],
  ])("%s", (_, now, wanted) => {
    expect(standing(edited(...now))).toEqual(wanted);
  });

  it("stands when a stage is added above, and falls when a stage it reads has one line more", () => {
    const read = "FROM a AS a\nRUN x\nFROM b\nCOPY --from=a /x /\nRUN y\n";
    const stands = (now: string) => [...diffPlans(planOf(read), identify(planOf(now), planOf(read))).stands];
    expect(stands(`FROM c\nRUN z\n${read}`)).toEqual(["s1", "s2", "s3", "s4", "s5"]);
    expect(stands(read.replace("RUN x\n", "RUN x\nRUN more\n"))).toEqual(["s1", "s2", "s3"]);
    // the number means another stage now
    const numbered = read.replace("--from=a", "--from=0");
    const moved = identify(planOf(`FROM a AS c\nRUN x\n${numbered.replaceAll(" a AS", " q AS")}`), planOf(numbered));
    expect([...diffPlans(planOf(numbered), moved).stands]).not.toContain("s4");
  });
});

describe("any two texts", () => {
  const anyText = fc
    .array(fc.constantFrom("RUN a", "RUN b", "RUN c", "ENV a=1", "WORKDIR /a", "FROM busybox", "FROM alpine AS x"), {
      maxLength: 12,
    })
    .map((all) => text(["FROM busybox", ...all]));

  it("never share an id between two instructions, and give none out twice", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (one, other, third) => {
        const first = planOf(one);
        const second = identify(planOf(other), first);
        const last = identify(planOf(third), second);
        for (const { ids } of [first, second, last]) expect(new Set(ids).size).toBe(ids.length);
        const known = new Set([...first.ids, ...second.ids]);
        const newest = Math.max(...[...known].map((id) => Number(id.slice(1))));
        for (const id of last.ids) if (!known.has(id)) expect(Number(id.slice(1))).toBeGreaterThan(newest);
        expect(identify(planOf(third), last).ids).toEqual(last.ids);
      }),
      { numRuns: 300 },
    );
  });

  it("keep what stands of 2,000 instructions under an edit at the top, and know every one of them again", () => {
    const long = Array.from({ length: 2000 }, (_, at) => `RUN step ${at} && make -j4 target-${at}`);
    const first = planOf(text([from, ...long]));
    const now = identify(planOf(text([from, "RUN new", "RUN step 0 edited", ...long.slice(1)])), first);
    expect(now.ids).toEqual(["s1", "s2002", ...first.ids.slice(1)]);
    expect([...diffPlans(first, now).stands]).toEqual(["s1"]);
  });
});
