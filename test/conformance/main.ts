/** npm run conformance: the command line of the yardstick. Prints progress on standard error, the result on standard output. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { dbuildFile } from "../helpers/dbuild.ts";
import { chosen, readCases } from "./case.ts";
import { writeResult } from "./page.ts";
import { writeRandomCases } from "./random/cases.ts";
import { areaTable, deviationsUsed, failures, headline, isEqual, notJudged, unusedDeviations } from "./report.ts";
import { openSuite, runCases } from "./suite.ts";

const usage = `npm run conformance -- [--deep] [--json] [--anew] [--jobs N] [--program FILE] [WORD ...]
  WORD       only cases whose name contains it; "copy/" is the whole area
  --deep     every prefix of each Dockerfile too
  --json     the result as JSON on standard output
  --anew     ask docker build again, even where its answer of an earlier run is known
  --jobs N   cases at a time (default: the number of processors)
  --program  another bundled dbuild than dist/dbuild.mjs
  --write    put the result into docs/conformance.md (whole runs only)
  --cases FOLDER  cases of another folder than test/conformance/cases
  --random N      N random cases instead, numbered from --seed S (default 1) on
  --list     the names of the cases, nothing is built
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    anew: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    cases: { type: "string" },
    random: { type: "string" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: String(os.availableParallelism()) },
    program: { type: "string", default: dbuildFile },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const jobs = Number(values.jobs);
  if (values.help || !Number.isInteger(jobs) || jobs < 1) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  if (values.random !== undefined) {
    const folder = values.cases ?? fs.mkdtempSync(path.join(os.tmpdir(), "conformance-random-"));
    writeRandomCases(folder, Number(values.random), Number(values.seed));
    process.stderr.write(`conformance: the cases are in ${folder}\n`);
    values.cases = folder;
  }
  const all = readCases(values.cases);
  const cases = chosen(all, positionals);
  if (values.list) {
    process.stdout.write(cases.map(({ name }) => `${name}\n`).join(""));
    return 0;
  }
  if (cases.length === 0) {
    process.stderr.write(`conformance: no case is called like ${positionals.join(", ")}\n`);
    return 2;
  }
  const suite = await openSuite({ program: path.resolve(values.program), deep: values.deep, remember: !values.anew });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void suite.close().then(() => process.exit(130)));
  try {
    let count = 0;
    const verdicts = await runCases(cases, suite.setting, jobs, (one) => {
      count++;
      const word =
        one.kind === "unjudged"
          ? `not judged: ${one.why}`
          : isEqual(one)
            ? `equal${one.kind === "judged" && one.refused ? ", refused" : ""}`
            : "DIFFERENT";
      process.stderr.write(`${String(count).padStart(4)}/${cases.length} ${one.name} ${word} (${one.seconds} s)\n`);
      // A run may last hours: what is wrong is told at once, too.
      const wrong = failures([one]);
      if (wrong !== "") process.stderr.write(`${wrong}\n`);
    });
    const { judge } = suite.setting;
    // Half a table must not stand as the result.
    if (values.write && !values.cases && cases.length === all.length) writeResult(judge, verdicts, values.deep);
    const unused = !values.cases && cases.length === all.length ? unusedDeviations(judge, verdicts) : [];
    if (values.json)
      process.stdout.write(`${JSON.stringify({ judge, headline: headline(judge, verdicts), verdicts, unused }, null, 2)}\n`);
    else {
      const parts = [
        ["", areaTable(verdicts)],
        ["Differences:", failures(verdicts)],
        ["Allowed deviations used:", deviationsUsed(verdicts)],
        ["Not judged here:", notJudged(verdicts)],
        ["Allowed deviations that no case needs (remove them):", unused.join("\n")],
        ["", headline(judge, verdicts)],
      ];
      process.stdout.write(
        parts
          .filter(([, text]) => text !== "")
          .map(([title, text]) => `${title ? `${title}\n` : ""}${text}\n`)
          .join("\n"),
      );
    }
    return unused.length > 0 || verdicts.some((one) => one.kind !== "unjudged" && !isEqual(one)) ? 1 : 0;
  } finally {
    await suite.close();
  }
}
