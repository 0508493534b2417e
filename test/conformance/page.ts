/** Writes the result of a whole run into docs/conformance.md, between the markers of its engine and store. */
import fs from "node:fs";
import path from "node:path";
import type { Judge } from "./judge.ts";
import { areaTable, deviationsUsed, failures, headline, notJudged } from "./report.ts";
import type { Verdict } from "./run-case.ts";

const page = path.join(import.meta.dirname, "../../docs/conformance.md");

/** Throws when the page has no markers for this judge. `deep`: what the run covered. */
export function writeResult(judge: Judge, verdicts: readonly Verdict[], deep: boolean): void {
  const text = fs.readFileSync(page, "utf8");
  const name = `${judge.major} ${judge.store}${deep ? " deep" : ""}`;
  const [begin, end] = [`<!-- result ${name}: begin -->`, `<!-- result ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/conformance.md has no ${begin} … ${end}`);
  fs.writeFileSync(page, `${text.slice(0, from + begin.length)}\n${result(judge, verdicts)}\n${text.slice(to)}`);
}

function result(judge: Judge, verdicts: readonly Verdict[]): string {
  const [different, unjudged, used] = [failures(verdicts, 4), notJudged(verdicts), deviationsUsed(verdicts)];
  return [
    `**${headline(judge, verdicts)}** (${new Date().toISOString().slice(0, 10)})`,
    areaTable(verdicts),
    ...(different === "" ? [] : ["Different:", `\`\`\`\n${different}\n\`\`\``]),
    ...(unjudged === "" ? [] : ["Not judged here:", unjudged]),
    ...(used === "" ? [] : ["Allowed deviations used:", used]),
  ].join("\n\n");
}
