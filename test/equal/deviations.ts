/** Every allowed difference between our image and `docker build`'s, with the reason. The list is as short as the engine's API permits. */
type Deviation = {
  readonly case?: string;
  readonly store?: "graph" | "containerd";
  /** Only where the engine's BuildKit is that old: we follow the newest. */
  readonly before?: number;
  readonly line: RegExp;
  readonly why: string;
};

/** The image store and the major version of the engine that judges. */
export type Judge = { readonly store: "graph" | "containerd"; readonly major: number };

const deviations: readonly Deviation[] = [
  {
    case: "hostname",
    line: /^\/h: unexpected file/,
    why: "the engine mounts a file of its own on /etc/hostname of every container; BuildKit shows the image's (here: none)",
  },
  {
    store: "containerd",
    line: /^\/dev: missing \(expected directory 0755 0:0\)$/,
    why: "on a base without /dev BuildKit's first RUN leaves it; this store's commit leaves out folders that look like its own stand-ins",
  },
  {
    before: 23,
    line: /\/id: (size|sha256)/,
    why: "Engine 20.10: its containers have their own group as a supplementary one, its BuildKit's RUN has none",
  },
  {
    case: "platform args",
    before: 23,
    line: /^\/out: /,
    why: "Engine 20.10: its BuildKit does not know TARGETSTAGE yet",
  },
  {
    case: "scratch with a binary of a stage",
    before: 23,
    line: /^\/etc: missing/,
    why: "Engine 20.10: its BuildKit leaves an empty /etc behind mounted files",
  },
  {
    case: "COPY --chmod",
    before: 23,
    line: /: mode 0(600|751), expected 0755$/,
    why: "Engine 20.10: its BuildKit gives created parents 0755; the newest gives them the mode",
  },
];

/** Cases that an old BuildKit cannot build at all, so that it cannot judge. */
const unjudged: readonly { readonly case: string; readonly before: number; readonly why: string }[] = [
  { case: "expansion modifiers", before: 23, why: "its BuildKit does not know ${v-x} yet" },
];

/** Why this engine cannot judge the case; undefined when it can. */
export function cannotJudge(name: string, { major }: Judge): string | undefined {
  return unjudged.find((one) => one.case === name && major < one.before)?.why;
}

/** Why this difference is allowed in this case before this judge; undefined when it is not. */
export function deviation(name: string, { store, major }: Judge, line: string): string | undefined {
  const allowed = (one: Deviation) =>
    (one.case ?? name) === name &&
    (one.store ?? store) === store &&
    (one.before === undefined || major < one.before) &&
    one.line.test(line);
  return deviations.find(allowed)?.why;
}
