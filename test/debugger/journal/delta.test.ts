import fc from "fast-check";
import { expect, it } from "vitest";
import { deltaOf, withDelta } from "../../../src/debugger/journal/delta.ts";

it("a delta gives the later value back, whatever the two are", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      const delta = JSON.parse(JSON.stringify(deltaOf(before, after) ?? null)) ?? undefined;
      expect(JSON.stringify(sorted(withDelta(before, delta)))).toBe(JSON.stringify(sorted(after)));
    }),
  );
});

it("keeps a field that has the name of an object's own workings", () => {
  const after = JSON.parse('{"__proto__":"label","constructor":"x"}');
  const delta = JSON.parse(JSON.stringify(deltaOf({}, after)));
  expect(Object.entries(withDelta({}, delta) as object)).toEqual(Object.entries(after));
});

/** -0 is 0 in JSON, and the order of fields does not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value === 0 ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}

it("holds what is new alone", () => {
  const history = [{ created_by: "one" }, { created_by: "two" }];
  const before = { stage: { history, key: "a", ran: false, gone: 1 }, globals: [] };
  const after = { stage: { history: [...history, { created_by: "three" }], key: "b", ran: false }, globals: [] };
  expect(deltaOf(before, after)).toEqual({
    fields: {
      stage: { fields: { history: { first: 2, more: [{ created_by: "three" }] }, key: { is: "b" } }, gone: ["gone"] },
    },
  });
  expect(deltaOf(before, { ...before })).toBeUndefined();
});
