// Stages by name, for files of thousands of them.

type Named = { readonly name?: string };

export type StageIndex = {
  /** The last stage of that name among those before `end`; -1: none. */
  readonly lastBefore: (name: string, end: number) => number;
  readonly count: (name: string) => number;
};

const made = new WeakMap<readonly Named[], StageIndex>();

/** Made once for a list of stages, which does not change. */
export function stageIndex(stages: readonly Named[]): StageIndex {
  const known = made.get(stages);
  if (known) return known;
  const places = new Map<string, number[]>();
  stages.forEach(({ name }, index) => {
    if (name === undefined) return;
    const list = places.get(name);
    if (list) list.push(index);
    else places.set(name, [index]);
  });
  const index: StageIndex = {
    count: (name) => places.get(name)?.length ?? 0,
    lastBefore: (name, end) => {
      const list = places.get(name) ?? [];
      let low = 0;
      for (let high = list.length; low < high; ) {
        const middle = (low + high) >> 1;
        if ((list[middle] ?? 0) < end) low = middle + 1;
        else high = middle;
      }
      return list[low - 1] ?? -1;
    },
  };
  made.set(stages, index);
  return index;
}
