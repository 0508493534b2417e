/** Judges two outcomes of one case: one line per difference, none when dbuild did what docker build did. */
import { configDifferences } from "../helpers/image-config.ts";
import { historyDifferences } from "../helpers/image-history.ts";
import { type TreeEntry, treeDifferences } from "../helpers/image-tree.ts";
import type { Outcome } from "./outcome.ts";

/** `line`: where the case says the mistake is. */
export function differences(theirs: Outcome, ours: Outcome, line?: number): readonly string[] {
  if (theirs.kind === "built" && ours.kind === "built") return imageDifferences(theirs, ours);
  if (theirs.kind === "built") return [`refused: ${ours.kind === "refused" ? lastWords(ours.said) : ""}`];
  if (ours.kind === "built") return [`built what docker build refuses: ${lastWords(theirs.said)}`];
  const list: string[] = [];
  if (/^\s+at .*:\d+:\d+\)?$/m.test(ours.said)) list.push(`crashed: ${lastWords(ours.said)}`);
  if (ours.code !== 1 && ours.code !== 2) list.push(`exit code ${ours.code}, expected 1 or 2`);
  const expected = line === undefined ? theirs.lines : [line];
  if (expected.length > 0 && !expected.some((one) => ours.lines.includes(one))) {
    list.push(`refused at line ${ours.lines.join(", ") || "(none)"}, expected ${expected.join(", ")}: ${lastWords(ours.said)}`);
  }
  return list;
}

type Built = Extract<Outcome, { kind: "built" }>;

function imageDifferences(theirs: Built, ours: Built): readonly string[] {
  const [left, right] = [new Map(Object.entries(theirs.tree)), new Map(Object.entries(ours.tree))];
  // A time from before the build came from somewhere (a base, a context, a tar, a URL): that it must stay. The others are the clock's.
  const kept = (path: string, entry: TreeEntry) =>
    entry.type !== "directory" && entry.mtime < theirs.began - 2 && !ofAnEarlierBuild(entry.mtime - theirs.began, path);
  // BuildKit keeps heredocs and checkouts of git even with --no-cache: their clock may be an earlier build's.
  const ofAnEarlierBuild = (age: number, path: string) =>
    age > -30 * 24 * 3600 && (right.get(path)?.mtime ?? 0) >= ours.began - 2;
  return [
    ...configDifferences(theirs.config, ours.config).map((line) => `config ${line}`),
    ...historyDifferences(theirs.history, ours.history).map((line) => `history ${line}`),
    ...treeDifferences(left, right, { mtime: kept, stubs: true }),
  ];
}

/** The line that says what is wrong, bounded. */
export function lastWords(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !/^-+$/.test(line) && !/^\d+ \|/.test(line) && !/^View build/.test(line));
  const known = /^(ERROR: failed to|dbuild: |error: )|^#?\d+.* failed/;
  const error = telling.find((line) => known.test(line)) ?? telling.find((line) => /error|cannot|not /i.test(line));
  return (error ?? telling.at(-1) ?? "(said nothing)").slice(0, 300);
}
