/** The findings of `dbuild check` as text in docker build's manner, or as one JSON object. */
import { excerpt } from "../dockerfile/excerpt.ts";
import type { CheckReport } from "../lint/check-dockerfile.ts";
import type { Finding } from "../lint/finding.ts";
import { cleanText } from "../output/clean.ts";
import type { Print } from "./report.ts";

type Surroundings = { readonly isTty: boolean; readonly env: NodeJS.ProcessEnv };

/** The Dockerfile that was checked. */
type Checked = { readonly file: string; readonly text: string };

const colours = { error: "31", warning: "33", dim: "2" } as const;

/** Findings that are told one by one; nobody reads more. */
const mostShown = 1000;

/** Errors first, then warnings, each with its excerpt and what to do. */
export function printReport(report: CheckReport, { file, text }: Checked, { isTty, env }: Surroundings, print: Print): void {
  const coloured = isTty && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (colour: keyof typeof colours, words: string) => (coloured ? `\x1b[${colours[colour]}m${words}\x1b[0m` : words);
  const { errors, warnings, strict, notes } = report;
  print(paint(errors.length > 0 ? "error" : warnings.length > 0 ? "warning" : "dim", summary(report)));
  const all = [...errors, ...warnings];
  for (const finding of all.slice(0, mostShown)) {
    const { severity, rule, span, message, hint } = finding;
    const url = finding.severity === "warning" && finding.url !== undefined ? ` - ${finding.url}` : "";
    print("");
    print(`${paint(severity, `${severity.toUpperCase()}: ${rule}`)}${url}`);
    print(cleanText(message));
    print(`${cleanText(file)}:${span.line}`);
    print(excerpt(text, span.line, span.endLine).trimEnd());
    if (hint !== undefined) print(`  ${cleanText(hint)}`);
  }
  if (all.length > mostShown) print(`\n… and ${all.length - mostShown} more: --json tells all of them`);
  if (notes.length > 0) print("");
  for (const note of notes) print(paint("dim", `note: ${cleanText(note)}`));
  if (strict && warnings.length > 0 && errors.length === 0)
    print(`\n${paint("error", "check=error=true: warnings are errors here")}`);
}

function summary({ errors, warnings }: CheckReport): string {
  if (errors.length === 0 && warnings.length === 0) return "Check complete, no warnings found.";
  const parts = [
    ...(errors.length > 0 ? [counted(errors.length, "error")] : []),
    ...(warnings.length > 0 ? [counted(warnings.length, "warning")] : []),
  ];
  return `Check complete, ${parts.join(" and ")} found`;
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Columns count characters of the line from 1. */
export function printJson({ errors, warnings, strict, notes }: CheckReport, { file, text }: Checked, print: Print): void {
  const plain = (finding: Finding) => {
    const { rule, severity, span, message, hint } = finding;
    const url = finding.severity === "warning" ? finding.url : undefined;
    const column = [...text.slice(text.lastIndexOf("\n", span.start - 1) + 1, span.start).replace(/^\ufeff/, "")].length + 1;
    return { rule, severity, line: span.line, endLine: span.endLine, column, message, hint: hint ?? null, url: url ?? null };
  };
  print(JSON.stringify({ file, errors: errors.map(plain), warnings: warnings.map(plain), strict, notes }, null, 2));
}

/** What `dbuild build` says at its end when there were warnings; undefined when there were none. */
export function warningCount({ warnings }: Pick<CheckReport, "warnings">): string | undefined {
  const { length } = warnings;
  return length === 0 ? undefined : `${counted(length, "warning")} found: run dbuild check`;
}
