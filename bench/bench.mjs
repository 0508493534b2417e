// The whole run: what is compared here, each group of rows in turn, the tidying afterwards.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { call } from "../scripts/setup/engine-api.mjs";
import { onInterrupt } from "../scripts/setup/processes.mjs";
import { bundle, projectFolder } from "../scripts/setup/project.mjs";
import { SetupError, say } from "../scripts/setup/say.mjs";
import { buildCache } from "./build-cache.mjs";
import { buildCases, buildRows } from "./builds.mjs";
import { changesOfLayer } from "./changes.mjs";
import { journal } from "./journal.mjs";
import { machine } from "./machine.mjs";
import { failureToPrompt } from "./prompt.mjs";
import { replan } from "./replan.mjs";
import { check, firstFrame, whilePrinting } from "./screen.mjs";
import { scrolling } from "./scroll.mjs";
import { ptyOrNone } from "./terminal.mjs";
import { newTidy } from "./tidy.mjs";
import { availableBuilders } from "./tools.mjs";

/**
 * Resolves with { rows, notes, failures, driver }: rows for table.mjs, notes on the machine and on what was left out, what went wrong, what
 * the engine calls its store.
 */
export async function measure({ endpoint, env }, { quick, only }) {
  // Not below the person's home: dbuild's logs and hashes of this run go away with the folder.
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-bench-"));
  const id = Math.random().toString(36).slice(2, 8);
  const prefix = `bench-${id}`;
  const tidy = await newTidy(endpoint, { prefix, token: id });
  let tokens = 0;
  const bench = {
    endpoint,
    env: { ...env, XDG_STATE_HOME: path.join(folder, "state") },
    quick,
    folder,
    program: copyOfProgram(folder),
    emptyFolder: path.join(folder, "empty"),
    pty: ptyOrNone(),
    tidy,
    tell: (text) => say(`bench: ${text}`),
    newToken: () => `${id}-${++tokens}`,
    tag: (token) => `${prefix}-${token}:latest`,
  };
  mkdirSync(bench.emptyFolder);
  const cache = await buildCache(bench);
  const clean = async () => {
    rmSync(folder, { recursive: true, force: true });
    await tidy.now();
  };
  const forget = onInterrupt(clean);
  try {
    const notes = await machine(bench);
    const builds = buildCases(bench);
    if (only.some((name) => builds[name])) {
      const { builders, left } = await availableBuilders(bench);
      bench.builders = builders;
      notes.push(...left);
    }
    const rows = [];
    const failures = [];
    for (const name of only) {
      try {
        rows.push(...(await rowsOf(bench, name, builds[name])));
      } catch (error) {
        // What was measured before it, and what comes after, still counts.
        if (!(error instanceof SetupError)) throw error;
        failures.push(...error.lines);
        rows.push({ kind: builds[name] ? "build" : "screen", left: [name, `it failed: ${error.lines[0]}`] });
      }
    }
    notes.push(...(await machine(bench)).slice(-1).map((line) => `at the end: ${line}`));
    await cache.remove();
    const { Driver: driver } = await call(endpoint, "GET", "/info");
    return { rows, notes, failures, driver };
  } finally {
    forget();
    await clean().catch((error) => say(`bench: not everything could be removed: ${error.message}`));
  }
}

/** dbuild as it is now: a build of the project meanwhile must not change what is measured. */
function copyOfProgram(folder) {
  const copy = path.join(folder, "dbuild");
  cpSync(path.dirname(bundle), path.join(copy, "dist"), { recursive: true });
  symlinkSync(path.join(projectFolder, "node_modules"), path.join(copy, "node_modules"));
  return path.join(copy, "dist", path.basename(bundle));
}

function rowsOf(bench, name, build) {
  if (build !== undefined) return buildRows(bench, build);
  if (name === "journal") return journal(bench);
  if (name === "check") return check(bench);
  return name === "replan" ? replan(bench) : screenRows(bench, name);
}

const onScreen = {
  prompt: failureToPrompt,
  changes: changesOfLayer,
  frame: firstFrame,
  output: whilePrinting,
  scroll: scrolling,
};

async function screenRows(bench, name) {
  if (bench.pty === undefined) return [{ kind: "screen", left: [name, "node-pty is not built here"] }];
  return onScreen[name](bench);
}
