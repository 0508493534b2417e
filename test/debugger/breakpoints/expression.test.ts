/** Conditions: what can be written, what it comes to, and that no text breaks the reader. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Facts, filledIn, holds } from "../../../src/debugger/breakpoints/evaluate.ts";
import { asksForEnd, readExpression } from "../../../src/debugger/breakpoints/expression.ts";
import { planOf } from "../../helpers/plans.ts";

const plan = planOf("FROM busybox AS final\nRUN make all\n");
const facts = (ended?: Facts["ended"]): Facts => ({
  step: plan.steps[1] as Facts["step"],
  stage: {
    config: { User: "app", Labels: { "a.b": "c" }, Cmd: ["sh", "-c"] },
    variables: [
      { name: "CC", value: "gcc-12", from: "image" },
      { name: "CC", value: "clang", from: "env" },
    ],
    args: [{ name: "N", value: "10" }],
  } as unknown as Facts["stage"],
  stageName: "final",
  ...(ended && { ended }),
});
const after = facts({ exit: 2, size: 5_000_000, ms: 90_000, cached: false });

const comesTo = (text: string, at: Facts): boolean | string => {
  const read = readExpression(text);
  return read.ok ? holds(read.expression, at) : read.message;
};

describe("a condition", () => {
  it.each([
    ["exit != 0", true],
    ["exit == 2 && size > 1MB", true],
    ["exit == 2 && size > 5GB", false],
    ["seconds >= 1.5min", true],
    ["!(exit == 0) || cached", true],
    ["cached", false],
    ["env.CC == 'clang'", true],
    ["env.CC =~ /^CL/i", true],
    ["env.CC !~ /gcc/", true],
    ["env.NONE", false],
    ["env.NONE == 'x'", false],
    ["env.NONE != 'x'", true],
    ["arg.N > 9", true],
    ["arg.N == 10.0", true],
    ["user == 'app' && workdir == '/'", true],
    ["label.a.b == 'c'", true],
    ["config.cmd == 'sh -c'", true],
    ["instruction == 'RUN' && line == 2 && step == 2 && stage == 'final'", true],
    ["/make/ && text =~ /all$/", true],
  ])("%s", (text, wanted) => {
    expect(comesTo(text, after)).toBe(wanted);
  });

  it.each([
    ["", /ends too early/],
    ["exit ==", /ends too early/],
    ["exit = 1", /"= 1" means nothing/],
    ["exti == 1", /there is no "exti": did you mean exit/],
    ["user == zzzz", /there is no "zzzz"; there are env, arg/],
    ["(exit == 1", /a "\)" is missing/],
    ["exit == 1 2", /"2" does not belong there/],
    ["size > 5XB", /"5XB" is no number/],
    ["env == 1", /env takes a name: env.NAME/],
    ["user.x == 1", /user has no parts/],
    ["exit =~ 'x'", /takes a regular expression/],
    ["exit == /x/", /takes no regular expression/],
    ["env.A =~ /(/", /is wrong/],
    [`${"(".repeat(5000)}1`, /too deep/],
    [`${"!".repeat(5000)}1`, /too deep/],
  ])("%s is refused", (text, why) => {
    expect(comesTo(text, after)).toMatch(why);
  });

  it("knows no end before the step has one", () => {
    expect(comesTo("exit == 0", facts())).toBe(false);
    expect(comesTo("size < 10", facts())).toBe(false);
    const asks = (text: string) => {
      const read = readExpression(text);
      return read.ok && asksForEnd(read.expression);
    };
    expect(asks("user == 'x' || !(1 < seconds)")).toBe(true);
    expect(asks("user == 'x' && /make/")).toBe(false);
  });

  it("never throws, whatever is written", () => {
    const words = fc.constantFrom(
      "exit",
      "env.A",
      "(",
      ")",
      "!",
      "&&",
      "||",
      "==",
      "=~",
      "/x/",
      "'t'",
      "12MB",
      "<",
      " ",
      "user",
      '"',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 20 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const read = readExpression(text);
        if (!read.ok) return read.message !== "";
        return (
          typeof holds(read.expression, after) === "boolean" && JSON.stringify(JSON.parse(JSON.stringify(read.expression))) !== ""
        );
      }),
    );
  });

  it("keeps the laws of logic", () => {
    const atom = fc.constantFrom("exit == 2", "exit == 3", "cached", "env.CC =~ /g/", "size > 1");
    const text = fc.letrec<{ all: string }>((tie) => ({
      all: fc.oneof(
        { depthSize: "small" },
        atom,
        fc.tuple(tie("all"), fc.constantFrom("&&", "||"), tie("all")).map(([one, sign, other]) => `(${one} ${sign} ${other})`),
        tie("all").map((inner) => `!(${inner})`),
      ),
    })).all;
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [comesTo(one, after), comesTo(other, after)];
        expect(comesTo(`!(${one})`, after)).toBe(!a);
        expect(comesTo(`${one} && ${other}`, after)).toBe(a && b);
        expect(comesTo(`${one} || ${other}`, after)).toBe(a || b);
        expect(comesTo(`!(${one} && ${other})`, after)).toBe(comesTo(`!(${one}) || !(${other})`, after));
      }),
    );
  });
});

it("fills in messages", () => {
  expect(filledIn("{user} made {text} at {line}: {exit} {env.NONE}{nonsense here}", after)).toBe(
    "app made RUN make all at 2: 2 {nonsense here}",
  );
});
