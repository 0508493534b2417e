/** `dbuild sessions`: what was begun and can be gone on with. */
import path from "node:path";
import type { Command } from "commander";
import { cleanText } from "../output/clean.ts";
import { recordIn, type Standing } from "../store/layers.ts";
import { isLeft, shortName } from "../store/sessions.ts";
import { ownerPid } from "../store/state-folder.ts";
import { exitCode } from "./exit-code.ts";
import { type FoundSession, savedSessions } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { leavesWork } from "./run-records.ts";
import { howLongAgo } from "./sizes.ts";

const help = `
dbuild resume SESSION goes on with one; the last three characters of its name are
enough. The newest stand first; of old ones the last 20 are kept.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addSessions(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("sessions"))
    .summary("list sessions that can be gone on with")
    .description("list the sessions of this user: those that are open, and those that can be gone on with")
    .option("--json", "one JSON array on standard output", false)
    .addHelpText("after", help)
    .action(({ json }: { json: boolean }) => {
      const all = savedSessions(env).map((found) => row(found, env));
      process.stdout.write(json ? `${JSON.stringify(all, undefined, 2)}\n` : table(all));
      done(exitCode.ok);
    });
}

type Row = {
  readonly session: string;
  readonly id: string;
  readonly command: string;
  readonly dockerfile: string;
  readonly engine: string;
  /** ISO 8601. */
  readonly begun: string;
  readonly changed?: string;
  /** `open`: another process has it. `cut off`: its process died while an instruction ran. */
  readonly state: Standing["state"] | "open" | "cut off";
  /** How it stands, whoever has it open. */
  readonly standing: Standing["state"];
  /** The process that has it open. */
  readonly process?: number;
  /** An instruction may still run, or has ended without its layer. */
  readonly underWork: boolean;
  readonly steps?: number;
  readonly done?: number;
  readonly line?: number;
  readonly message?: string;
  readonly image?: string;
  readonly tags: readonly string[];
  readonly byHand: boolean;
};

function row({ stored, saved }: FoundSession, env: NodeJS.ProcessEnv): Row {
  const { standing } = recordIn(stored.folder) ?? {};
  const { steps, done, line, words, image, tags = [], byHand = false, at } = standing ?? {};
  const left = isLeft(env, stored);
  const last = standing?.state ?? "stopped";
  return {
    session: shortName(stored.id),
    id: stored.id,
    command: saved.command,
    dockerfile: saved.dockerfile,
    engine: saved.engine,
    begun: new Date(saved.startedAt).toISOString(),
    ...(at !== undefined && { changed: new Date(at).toISOString() }),
    state: !left ? "open" : last === "running" ? "cut off" : last,
    standing: last,
    ...(!left && { process: ownerPid(stored.folder) ?? 0 }),
    underWork: left && leavesWork(stored.folder),
    ...(steps !== undefined && { steps }),
    ...(done !== undefined && { done }),
    ...(line !== undefined && { line }),
    ...(words !== undefined && { message: words }),
    ...(image !== undefined && { image }),
    tags,
    byHand,
  };
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return "no sessions; dbuild tui Dockerfile begins one\n";
  const cells = [
    ["SESSION", "BEGUN", "STEPS", "STATE", "DOCKERFILE"],
    ...rows.map((each) => [
      each.session,
      howLongAgo(Date.parse(each.begun)),
      each.steps === undefined ? "" : `${each.done}/${each.steps}`,
      stateWords(each),
      cleanText(shown(each.dockerfile)),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => `${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}\n`).join("");
}

function stateWords({ state, standing, line, underWork, tags, byHand, process: pid }: Row): string {
  const where = line === undefined ? "" : ` at line ${line}`;
  switch (state) {
    case "done":
      return `done${byHand ? ", by hand" : ""}${tags.length > 0 ? `: ${tags.map(cleanText).join(", ")}` : ""}`;
    case "open":
      return `${standing}${standing === "done" ? "" : where}, open in process ${pid}`;
    case "cut off":
      return `${underWork ? "its instruction was left running" : "cut off"}${where}`;
    default:
      return `${state}${where}`;
  }
}

/** Relative where that is shorter. */
function shown(file: string): string {
  const near = path.relative(process.cwd(), file);
  return near.startsWith("..") ? file : near;
}
