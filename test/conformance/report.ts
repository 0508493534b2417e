/** What a run says: N/M, a table by area, the differences of failing cases, the deviations used. Pure. */
import { type Deviation, unneeded } from "./deviations.ts";
import { type Judge, judgeName } from "./judge.ts";
import type { Verdict } from "./run-case.ts";

export type Counts = { readonly equal: number; readonly judged: number; readonly unjudged: number };

export function counts(verdicts: readonly Verdict[]): Counts {
  const judged = verdicts.filter(({ kind }) => kind !== "unjudged").length;
  return { equal: verdicts.filter(isEqual).length, judged, unjudged: verdicts.length - judged };
}

export const isEqual = (verdict: Verdict): boolean => verdict.kind === "judged" && verdict.lines.length === 0;

/** One line per area, as a Markdown table. */
export function areaTable(verdicts: readonly Verdict[]): string {
  const areas = [...new Set(verdicts.map(({ area }) => area))];
  const rows = areas.map((area) => [area, ...numbers(verdicts.filter((one) => one.area === area))]);
  const table = [
    ["area", "equal", "judged", "not judged"],
    ["---", "---:", "---:", "---:"],
    ...rows,
    ["all", ...numbers(verdicts)],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => `| ${row.map((cell, column) => pad(cell, column, widths[column] ?? 0)).join(" | ")} |`).join("\n");
}

function numbers(verdicts: readonly Verdict[]): readonly string[] {
  const { equal, judged, unjudged } = counts(verdicts);
  return [equal, judged, unjudged].map(String);
}

const pad = (cell: string, column: number, width: number): string => {
  if (cell.startsWith("---")) return cell.endsWith(":") ? `${"-".repeat(width - 1)}:` : "-".repeat(width);
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
};

/** Each failing case with its differences, at most `most` of each; empty when none fails. */
export function failures(verdicts: readonly Verdict[], most = 12): string {
  return verdicts
    .filter((one) => one.kind !== "unjudged" && !isEqual(one))
    .map((one) => {
      const lines = one.kind === "unjudged" ? [] : one.lines;
      const rest = lines.length > most ? [`… and ${lines.length - most} more`] : [];
      const mark = one.kind === "wrong" ? " (the case itself is wrong)" : "";
      return [`${one.name}${mark}`, ...[...lines.slice(0, most), ...rest].map((line) => `    ${line}`)].join("\n");
    })
    .join("\n");
}

/** Deviations used, each with its reason and its cases. */
export function deviationsUsed(verdicts: readonly Verdict[]): string {
  const used = new Map<Deviation, Set<string>>();
  for (const one of verdicts) {
    if (one.kind !== "judged") continue;
    for (const { deviation } of one.allowed) used.set(deviation, (used.get(deviation) ?? new Set()).add(one.name));
  }
  return [...used].map(([{ why, line }, names]) => `- ${why} (\`${line.source}\`; ${[...names].join(", ")})`).join("\n");
}

/** Reasons why cases were not judged, each with how many. */
export function notJudged(verdicts: readonly Verdict[]): string {
  const reasons = new Map<string, string[]>();
  for (const one of verdicts) if (one.kind === "unjudged") reasons.set(one.why, [...(reasons.get(one.why) ?? []), one.name]);
  return [...reasons].map(([why, names]) => `- ${names.length}: ${why}`).join("\n");
}

/** Entries of the list that a run of all cases did not need. */
export function unusedDeviations(judge: Judge, verdicts: readonly Verdict[]): readonly string[] {
  const used = new Set(verdicts.flatMap((one) => (one.kind === "judged" ? one.allowed.map(({ deviation }) => deviation) : [])));
  return unneeded(judge, used).map(({ where, line }) => `${where === "every" ? where : where.join(", ")}: ${line.source}`);
}

/** `212/215 equal on 28.5.2, graph store; 3 not judged`. */
export function headline(judge: Judge, verdicts: readonly Verdict[]): string {
  const { equal, judged, unjudged } = counts(verdicts);
  return `${equal}/${judged} equal to docker build on ${judgeName(judge)}${unjudged > 0 ? `; ${unjudged} not judged` : ""}`;
}
