/** What a session needs to be entered, copied from, gone on with or verified: told from what its folder holds. Pure. */
import type { LayerRecord } from "./layers.ts";

export type Needs = {
  /** By id. */
  readonly images: readonly string[];
  readonly tags: readonly string[];
  /** By name or id. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
};

/** `runs`: records of the instructions it has under work (builder/execution/record.ts), as they were read. */
export function needsOf(
  record: Pick<LayerRecord, "layers" | "kept" | "left" | "built" | "undo"> | undefined,
  runs: readonly unknown[],
): Needs {
  const leases = runs.flatMap((run) => objects(field(run, "leases")));
  const named = (kind: string, name: string): readonly string[] =>
    leases.filter((lease) => lease.kind === kind).flatMap((lease) => text(lease[name]));
  return {
    images: [
      ...(record?.layers ?? []).map(({ image }) => image),
      ...text(record?.built?.image),
      ...(record?.undo?.images ?? []),
      ...runs.flatMap((run) => text(field(field(run, "layer"), "image"))),
    ],
    tags: [
      ...(record?.left ?? []).map(({ tag }) => tag),
      ...(record?.undo?.tags ?? []),
      ...runs.flatMap((run) => text(field(field(run, "layer"), "tag"))),
      ...named("tag", "name"),
    ],
    containers: [
      ...(record?.kept ?? []),
      ...runs.flatMap((run) => [field(run, "container")].flatMap((of) => [...text(field(of, "name")), ...text(field(of, "id"))])),
      ...named("container", "id"),
    ],
    volumes: named("volume", "name"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const field = (value: unknown, name: string): unknown => (isFields(value) ? value[name] : undefined);
const objects = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const text = (value: unknown): readonly string[] => (typeof value === "string" ? [value] : []);
