/** The config of an image in a form one can compare: null, empty and absent are one (dockerfile-semantics.md §0). */
import type { SavedImage } from "./saved-image.ts";

const keys = [
  "Env",
  "Cmd",
  "Entrypoint",
  "User",
  "WorkingDir",
  "ExposedPorts",
  "Volumes",
  "Labels",
  "StopSignal",
  "Shell",
  "OnBuild",
  "Healthcheck",
  "ArgsEscaped",
] as const;
const outer = ["author", "os", "architecture", "variant"] as const;

/** Every config field that counts, absent where empty. Keys of objects are sorted; lists keep their order. */
export function configOf({ config }: SavedImage): Readonly<Record<string, unknown>> {
  const inner = (config.config ?? {}) as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const key of keys) if (!empty(inner[key])) result[key] = sorted(inner[key]);
  for (const key of outer) if (!empty(config[key])) result[key] = config[key];
  return result;
}

/** One line per difference, empty when the configs are equal. */
export function configDifferences(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): readonly string[] {
  const list: string[] = [];
  for (const key of [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort()) {
    const [want, have] = [JSON.stringify(expected[key]), JSON.stringify(actual[key])];
    if (want !== have) list.push(`${key}: ${have ?? "absent"}, expected ${want ?? "absent"}`);
  }
  return list;
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
