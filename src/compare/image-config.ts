/** The config of an image in a form that can be compared: null, empty and absent are one. Pure. */
import { configFields } from "../engine/engine.ts";

const outer = ["author", "os", "architecture", "variant"] as const;

export type ComparableConfig = Readonly<Record<string, unknown>>;

/** `config`: the part of it that a Dockerfile sets. */
export type ConfigSource = { readonly config?: unknown } & { readonly [Key in (typeof outer)[number]]?: unknown };

/** Absent: the image has none. */
export type ConfigDifference = { readonly key: string; readonly from?: unknown; readonly to?: unknown };

/** Every field that counts, absent where empty. Keys of objects are sorted; lists keep their order. */
export function comparableConfig(source: ConfigSource): ComparableConfig {
  const inner = (source.config ?? {}) as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const key of configFields) if (!empty(inner[key])) result[key] = sorted(inner[key]);
  for (const key of outer) if (!empty(source[key])) result[key] = source[key];
  return result;
}

/** By key; empty when the configs are equal. */
export function configDifferences(from: ComparableConfig, to: ComparableConfig): readonly ConfigDifference[] {
  const all = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return all
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => ({ key, ...(key in from && { from: from[key] }), ...(key in to && { to: to[key] }) }));
}

/** Healthcheck's zero numbers and the like are empty too. */
function empty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).length === 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== "object") return value;
  const pairs = Object.entries(value).filter(([, inner]) => typeof inner === "object" || !empty(inner));
  return Object.fromEntries(pairs.map(([key, inner]) => [key, sorted(inner)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
