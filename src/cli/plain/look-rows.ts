/** Commands that look at a step: what a tab of the screen shows, as lines. */
import { stripVTControlCharacters } from "node:util";
import { attemptOf, attemptsAt } from "../../debugger/attempts.ts";
import { placeThen } from "../../debugger/commands/location.ts";
import type { CommandRow } from "../../debugger/commands/row.ts";
import { placeAndPath, wordsOf } from "../../debugger/commands/words.ts";
import { pathIn, placeAt } from "../../debugger/shell-place.ts";
import { whyAt } from "../../debugger/why/why.ts";
import { UserError } from "../../errors.ts";
import type { PlainFace } from "./face.ts";
import { attemptLines, changeLines, configLines, contextLines, fileLines, outputLines, textLines, whyLines } from "./looks.ts";
import { plainRow, type Run } from "./plain-row.ts";
import { stepAt } from "./step-at.ts";

export const lookRows: readonly CommandRow<Run>[] = [
  plainRow({ name: "config", arguments: placeThen(""), help: "print the image config at a step", run: config }),
  plainRow({
    name: "changes",
    arguments: { ...placeThen(""), usage: "[place] [path]" },
    help: "print what a step changed, file by file, or how a text of it did: changes 12 /etc/hosts",
    run: changes,
  }),
  plainRow({
    name: "diff",
    arguments: placeThen("place [path]"),
    help: "the same between the layers of two steps: diff 4 12",
    run: diff,
  }),
  plainRow({
    name: "files",
    arguments: { ...placeThen(""), usage: "[place] [path]" },
    help: "print what is in a folder or a file of a step's layer: files 12 /etc",
    run: files,
  }),
  plainRow({
    name: "attempts",
    arguments: placeThen("[number] [other]"),
    help: "list the attempts at a step, print the output of one, or how two differ: attempts 4 7 9",
    run: attempts,
  }),
  plainRow({
    name: "context",
    arguments: placeThen(""),
    help: "print what the build context holds, the largest first, and who takes what",
    run: context,
  }),
  plainRow({
    name: "why",
    arguments: placeThen(""),
    help: "print why a step was cached or not, and which of its inputs changed",
    run: why,
  }),
  plainRow({ name: "watches", arguments: placeThen(""), help: "print what the watched commands print at a step", run: watches }),
];

function config(face: PlainFace, text: string): undefined {
  const [step] = stepAt(face, text);
  for (const line of configLines(face.controller.snapshot().session, step)) face.print(line);
}

async function changes(face: PlainFace, text: string): Promise<undefined> {
  const { place, path } = placeAndPath(text);
  const [step] = stepAt(face, place);
  await tellChanges(face, { step }, path);
}

async function diff(face: PlainFace, text: string): Promise<undefined> {
  const [since, rest] = stepAt(face, text);
  const { place, path } = placeAndPath(rest);
  const [step] = stepAt(face, place);
  await tellChanges(face, { step, since }, path);
}

type Between = { readonly step: number; readonly since?: number };

/** `path`: of that file how its text differs. */
async function tellChanges(face: PlainFace, between: Between, path: string | undefined): Promise<void> {
  const { looks } = face.controller;
  if (path === undefined) {
    for (const line of changeLines(await looks.find({ what: "changes", ...between }))) face.print(line);
    return;
  }
  const found = await looks.find({ what: "difference", ...between, path: wholePath(face, between.step, path) });
  for (const line of textLines(found)) face.print(line);
}

/** A relative path goes on from where a shell at the step would be. */
function wholePath(face: PlainFace, step: number, path: string): string {
  const at = placeAt(face.controller.snapshot().session, step);
  return "why" in at ? path : pathIn(at, path);
}

async function attempts(face: PlainFace, text: string): Promise<undefined> {
  const [step, rest] = stepAt(face, text);
  const { session } = face.controller.snapshot();
  const [run, other] = wordsOf(rest).map((word) => Number(word.replace(/^#/, "")));
  if (run === undefined) {
    for (const line of attemptLines(attemptsAt(session, step))) face.print(line);
    return;
  }
  const attempt = attemptOf(session, step, run);
  if (attempt === undefined) throw new UserError(`that step has no attempt ${rest.split(/\s/)[0]}`);
  if (other === undefined) {
    const found = face.controller.output(step, attempt);
    if (found !== undefined) for (const line of outputLines(found)) face.print(line);
    return;
  }
  const found = await face.controller.looks.find({ what: "logs", step, run, other });
  for (const line of textLines(found)) face.print(line);
}

async function context(face: PlainFace, text: string): Promise<undefined> {
  const [step] = stepAt(face, text);
  for (const line of contextLines(await face.controller.looks.find({ what: "context", step, again: Date.now() })))
    face.print(line);
}

function why(face: PlainFace, text: string): undefined {
  const [step] = stepAt(face, text);
  const { controller, print } = face;
  for (const line of whyLines(whyAt(controller.snapshot().session, step, controller.inputs()))) print(line);
}

async function watches(face: PlainFace, text: string): Promise<undefined> {
  const [step] = stepAt(face, text);
  const { session } = face.controller.snapshot();
  if (session.watches.length === 0) throw new UserError("nothing is watched: watch takes a command");
  for (const [at, command] of session.watches.entries()) {
    face.print(`${at + 1} ${command}`);
    const { lines, code, why } = await face.controller.looks.find({ what: "watch", step, command });
    for (const line of lines) face.print(`  ${stripVTControlCharacters(line)}`);
    if (why !== undefined || code !== 0) face.print(`  ${why ?? `exit code ${code}`}`);
  }
}

async function files(face: PlainFace, text: string): Promise<undefined> {
  const { place, path = "/" } = placeAndPath(text);
  const [step] = stepAt(face, place);
  const whole = wholePath(face, step, path);
  const { looks } = face.controller;
  const { entries } = await looks.find({ what: "folder", step, path: whole });
  for (const line of fileLines(entries)) face.print(line);
  const itself = entries.find((entry) => entry.path === whole);
  if (itself?.type === "file" || itself?.type === "symlink")
    for (const line of textLines(await looks.find({ what: "text", step, path: whole }))) face.print(line);
}
