/**
 * What a JSON value has that an earlier one has not, as a JSON value: each result of a step repeats almost all of the one before, and
 * its history all of it. Pure.
 */

export type Delta =
  /** Another value; absent: none. */
  | { readonly is?: unknown }
  /** An object: these of its fields differ, those are gone. */
  | { readonly fields: { readonly [name: string]: Delta }; readonly gone?: readonly string[] }
  /** A list that begins with the first `first` entries of the earlier one. */
  | { readonly first: number; readonly more: readonly unknown[] };

/** Undefined: they are the same. */
export function deltaOf(before: unknown, after: unknown): Delta | undefined {
  if (before === after) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) {
    const first = after.findIndex((entry, at) => at >= before.length || !same(before[at], entry));
    const common = first < 0 ? after.length : first;
    if (common === before.length && common === after.length) return undefined;
    return common === 0 ? { is: after } : { first: common, more: after.slice(common) };
  }
  if (!isObject(before) || !isObject(after)) return same(before, after) ? undefined : { is: after };
  const changed: (readonly [string, Delta])[] = [];
  for (const [name, value] of Object.entries(after)) {
    const delta = Object.hasOwn(before, name) ? deltaOf(before[name], value) : { is: value };
    if (delta !== undefined) changed.push([name, delta]);
  }
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (changed.length === 0 && gone.length === 0) return undefined;
  // defined, not assigned: a name may be __proto__
  return { fields: Object.fromEntries(changed), ...(gone.length > 0 && { gone }) };
}

/** The later value. Throws TypeError where `delta` was not made of `before`. */
export function withDelta(before: unknown, delta: Delta | undefined): unknown {
  if (delta === undefined) return before;
  if ("fields" in delta) {
    if (!isObject(before)) throw new TypeError("fields of what is no object");
    const { fields, gone = [] } = delta;
    const left = Object.entries(before).filter(([name]) => !gone.includes(name));
    const changed = Object.entries(fields).map(([name, each]) => [name, withDelta(ownField(before, name), each)] as const);
    return Object.fromEntries([...left, ...changed]);
  }
  if ("first" in delta) {
    if (!Array.isArray(before) || before.length < delta.first) throw new TypeError("more of what is no such list");
    return [...before.slice(0, delta.first), ...delta.more];
  }
  return delta.is;
}

const ownField = (object: Fields, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

type Fields = { readonly [name: string]: unknown };
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && typeof other === "object" && JSON.stringify(one) === JSON.stringify(other));
}
