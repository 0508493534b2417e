/**
 * Every allowed difference between dbuild's image and docker build's, with the reason. The list is as short as the engine's API
 * permits. An entry that no case needs any more fails a whole run.
 */
import type { Judge } from "./judge.ts";

export type Deviation = {
  /** Names of cases; "every" only where `line` itself says enough. */
  readonly where: readonly string[] | "every";
  readonly store?: "graph" | "containerd";
  /** Only where the engine's BuildKit is that old: dbuild follows the newest. */
  readonly before?: number;
  readonly line: RegExp;
  readonly why: string;
};

/** What the engine's API cannot express. */
const forced: readonly Deviation[] = [
  {
    where: ["run/hostname"],
    line: /^\/h: unexpected file/,
    why: "the engine mounts a file of its own on /etc/hostname of every container; BuildKit shows the image's (here: none)",
  },
  {
    where: ["copy/time-before-the-epoch", "copy/time-at-the-end-of-a-second"],
    line: /^\/(?:old|a\/before): mtime 0, expected -\d+$/,
    why: "the engine's archive API takes a time before 1970 for 1970; BuildKit writes the layer itself",
  },
  {
    where: ["run/special-files"],
    store: "containerd",
    line: /^\/fifo2?: links \["\/fifo2?"\], expected none$/,
    why: "commits of the containerd store keep two names of one pipe together; its BuildKit makes two pipes of them",
  },
];

/** Cases whose RUNs have mounts. */
const mountCases = [
  "copy/glob-without-match-below-what-is-sent",
  "mounts/bind-from-a-stage",
  "mounts/bind-ignored-files-are-not-there",
  "mounts/bind-keeps-owners-and-links",
  "mounts/bind-sub-path-and-writes",
  "mounts/cache-from-a-stage",
  "mounts/cache-ids-modes-owners",
  "mounts/cache-is-not-in-the-image",
  "mounts/cache-twice-in-one-run",
  "mounts/cache-with-source",
  "mounts/csv-quotes",
  "mounts/exec-form-and-user",
  "mounts/over-what-is-there",
  "mounts/read-only-bind-refuses-writes",
  "mounts/relative-target",
  "mounts/one-image-several-times",
  "mounts/several-and-order",
  "mounts/ssh",
  "mounts/stub-that-was-used-stays",
  "onbuild/mount-in-a-trigger",
  "realistic/tool-with-cache-and-secret",
];

/** What the BuildKit of Engine 20.10 does otherwise than the newest, which dbuild follows. */
const old: readonly Deviation[] = [
  {
    where: "every",
    before: 23,
    line: /^history \d+ created_by: "EXPOSE \[.*\]", expected "EXPOSE map\[.*\]"$/,
    why: "Engine 20.10 writes the ports of EXPOSE in another form into the history",
  },
  {
    where: "every",
    before: 23,
    line: /^history \d+ created_by: "HEALTHCHECK .*", expected "HEALTHCHECK &\{.*\}"$/,
    why: "Engine 20.10 does not know --start-interval: its history text of HEALTHCHECK has one field less",
  },
  {
    where: "every",
    before: 23,
    line: /^history \d+ created_by: "(COPY|ADD) (?:--(?:chown|chmod)=\S+ )+(.*)", expected "\1 \2"$/,
    why: "Engine 20.10 leaves --chown and --chmod out of the history",
  },
  {
    where: "every",
    before: 23,
    line: /^history \d+ created_by: "ARG ([^= ]+)=.*", expected "ARG \1(=.*)?"$/,
    why: "Engine 20.10 writes the default of an ARG into the history, the newest its value",
  },
  {
    where: [
      "args/bare-arg-shadows-nothing-in-copy",
      "args/env-and-arg-take-turns",
      "args/history-lists-each-once",
      "args/of-the-parent-stage",
      "history/of-an-arg-named-twice",
      "realistic/build-variants",
    ],
    before: 23,
    line: /^history \d+ created_by: "RUN \|\d+ .*", expected "RUN (\|\d+ )?.*"$/,
    why: "Engine 20.10 lists an ARG that is declared twice two times before RUN's text, and none of the parent stage's",
  },
  {
    where: ["run/environment-of-run", "config/user-by-number-and-name", "realistic/rootless-web", "run/user-by-number"],
    before: 23,
    line: /^\/.*\/id\d?: (size|sha256)/,
    why: "Engine 20.10: its containers have their own group as a supplementary one, its BuildKit's RUN has none",
  },
  {
    where: ["run/user-by-name-without-group"],
    before: 23,
    line: /^\/o\/id\d?: (size|sha256)/,
    why: "Engine 20.10: its containers have their own group as a supplementary one, its BuildKit's RUN has none",
  },
  {
    where: ["stages/scratch-with-binary", "run/leaves-dev-proc-sys"],
    before: 23,
    line: /^\/etc: missing/,
    why: "Engine 20.10: its BuildKit leaves an empty /etc behind mounted files",
  },
  {
    where: ["copy/chmod", "copy/from-large-file", "words/expansion-everywhere", "add/url"],
    before: 23,
    line: /^\/(n|s|y|dir\/x\/dir|new|new\/folders): mode 0(600|751|640|711), expected 0755$/,
    why: "Engine 20.10: its BuildKit gives created parents 0755; the newest gives them the mode",
  },
  {
    where: ["copy/chown-keeps-set-user-bits", "copy/from-large-file"],
    before: 23,
    line: /^\/([tu]: mode 04711, expected 06711|new\/folders\/huge: mode 02711, expected 04711)$/,
    why: "Engine 20.10: with --chmod its BuildKit leaves the set-user and set-group bits as the source has them",
  },
  {
    where: ["args/platform-args"],
    before: 23,
    line: /^(\/out: |history 4 created_by: "RUN \|3 .* TARGETSTAGE=default )/,
    why: "Engine 20.10: its BuildKit does not know TARGETSTAGE yet",
  },
  {
    where: ["words/expansion-everywhere", "add/url"],
    before: 23,
    line: /^\/(dir\/x\/dir\/f|y\/z): mode 0640, expected 0(644|600)$/,
    why: "Engine 20.10: its BuildKit expands no variable in --chmod, and leaves the mode of what ADD loads",
  },
  {
    where: mountCases,
    before: 23,
    line: /^\/\S+: missing \(expected directory 0755 0:0\)$/,
    why: "Engine 20.10: its BuildKit leaves the mount points of RUN's mounts in the image; the newest removes them",
  },
  {
    where: mountCases,
    before: 23,
    line: /^\/(list|after|root-after|out|w\/list): (size \d|sha256)/,
    why: "Engine 20.10: its BuildKit leaves the mount points of RUN's mounts in the image, and the case lists the folders they are in",
  },
  {
    where: ["run/hostname-file-is-kept"],
    before: 28,
    line: /^(\/copy: (size|sha256)|\/etc\/hostname: missing)/,
    why: "Engine 20.10 mounts no images (API 1.48 does): its own /etc/hostname lies over the image's in every container",
  },
  {
    where: ["run/hostname-file-of-the-base"],
    before: 28,
    line: /^refused: #\d+ failed: .*\/etc\/hostname/,
    why: "Engine 20.10 mounts no images (API 1.48 does): its own /etc/hostname lies over the image's in every container",
  },
  {
    where: ["copy/from-stage-own-etc-files", "copy/onto-mtab", "mounts/bind-of-own-etc-files", "stages/flattened-twice"],
    before: 28,
    line: /^refused: .*"\/etc\/(hosts|mtab)": not found/,
    why: "Engine 20.10 mounts no images (API 1.48 does): an image's own /etc/hosts and the like cannot be seen behind the engine's",
  },
  {
    where: ["mounts/one-image-several-times"],
    before: 28,
    line: /^\/seen: (size|sha256)/,
    why: "Engine 20.10 mounts no images (API 1.48 does): a copy made through a container shows the engine's own files in /etc and /",
  },
];

export const deviations: readonly Deviation[] = [...forced, ...old];

/** The entry that permits this difference; undefined when there is none. */
export function deviationFor(name: string, judge: Judge, line: string): Deviation | undefined {
  return deviations.find((one) => applies(one, judge) && covers(one, name) && one.line.test(line));
}

/** Entries that speak of this judge and permitted nothing in a run of all cases. */
export function unneeded(judge: Judge, used: ReadonlySet<Deviation>): readonly Deviation[] {
  return deviations.filter((one) => applies(one, judge) && !used.has(one));
}

const applies = (one: Deviation, { store, major }: Judge): boolean =>
  (one.store ?? store) === store && (one.before === undefined || major < one.before);

const covers = ({ where }: Deviation, name: string): boolean => where === "every" || where.includes(name);
