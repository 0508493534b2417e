/** Whether an event reads as one that dbuild writes: a disk gives anything, and what a session holds nobody looks at twice. Pure. */
import type { BuildState } from "../../builder/state.ts";
import { type NewBreakpoint, notWired, type Where } from "../breakpoints/breakpoint.ts";
import { readExpression } from "../breakpoints/expression.ts";
import { fileGlob } from "../breakpoints/file-glob.ts";
import type { StoredEvent } from "./entries.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isMaybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);
const isList = (value: unknown, is: (value: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

const isGoal = (value: unknown): boolean =>
  isFields(value) &&
  (value.kind === "next" || value.kind === "continue" || ((value.kind === "to" || value.kind === "stage") && isText(value.step)));

const isRunCommand = (value: unknown): boolean =>
  isFields(value) && Number.isSafeInteger(value.line) && Number(value.line) >= 0 && isText(value.text);

const isEdited = (value: unknown): boolean =>
  isFields(value) &&
  isList(value.files, isText) &&
  (value.files as readonly string[]).length > 0 &&
  isMaybe(value.before, isText);

const isFailure = (value: unknown): boolean =>
  isFields(value) &&
  ["failed", "interrupted", "shell"].includes(value.kind as string) &&
  isText(value.message) &&
  isNumber(value.ms) &&
  [value.hint, value.image, value.tag, value.container, value.handBefore].every((each) => isMaybe(each, isText)) &&
  isMaybe(value.exitCode, isNumber) &&
  // what is being written only an event of its own tells
  value.writing === undefined &&
  isMaybe(value.failing, (command) => isRunCommand(command) && typeof (command as Fields).certain === "boolean") &&
  isMaybe(value.passedOver, isRunCommand) &&
  isMaybe(value.edited, isEdited) &&
  isMaybe(value.rescue, (list) => isList(list, isText));

const isOutcome = (value: unknown): boolean =>
  isFields(value) &&
  ["cached", "done", "hand"].includes(value.how as string) &&
  isNumber(value.ms) &&
  isNumber(value.size) &&
  isMaybe(value.passedOver, isRunCommand) &&
  [value.image, value.note].every((each) => isMaybe(each, isText));

const isStage = (value: unknown): boolean =>
  isFields(value) &&
  isNumber(value.index) &&
  isText(value.key) &&
  isMaybe(value.image, isText) &&
  isFields(value.config) &&
  isList(value.byHand, isText);

const isLeftover = (value: unknown): boolean =>
  isFields(value) && isFailure({ ...value, ms: 0 }) && isNumber(value.line) && isText(value.tag) && isMaybe(value.key, isText);

const places: Readonly<Record<Where["kind"], (where: Fields) => boolean>> = {
  line: ({ line, step }) => isNumber(line) && isMaybe(step, isText),
  stage: ({ stage }) => isText(stage),
  instruction: ({ instruction }) => isText(instruction),
  elapsed: ({ ms }) => isNumber(ms),
  log: ({ pattern, flags }) => isPattern(pattern, flags),
  failure: ({ of }) => isMaybe(of, isText),
  "exit-code": ({ code }) => isNumber(code),
  file: ({ glob }) => isText(glob) && fileGlob(glob) !== undefined,
  "layer-size": ({ bytes }) => isNumber(bytes),
};

function isPattern(pattern: unknown, flags: unknown): boolean {
  try {
    return isText(pattern) && isMaybe(flags, isText) && new RegExp(pattern, flags as string | undefined) !== undefined;
  } catch {
    return false;
  }
}

const isPlace = (where: unknown): boolean =>
  isFields(where) && isText(where.kind) && Object.hasOwn(places, where.kind) && places[where.kind as Where["kind"]](where);

const isBreakpoint = (value: unknown): boolean =>
  isFields(value) &&
  isPlace(value.where) &&
  isMaybe(value.condition, (text) => isText(text) && readExpression(text).ok) &&
  isMaybe(value.hits, (hits) => isFields(hits) && (isNumber(hits.from) || isNumber(hits.every))) &&
  isMaybe(value.log, isText) &&
  isMaybe(value.run, (command) => isText(command) && command.trim() !== "") &&
  notWired(value as NewBreakpoint) === undefined &&
  isMaybe(value.met, isNumber);

export const isBeginning = (value: unknown): boolean =>
  isFields(value) &&
  isText(value.text) &&
  isList(value.breakpoints, isBreakpoint) &&
  isMaybe(value.maxParallel, (number) => isNumber(number) && number >= 1);

const isWritten = (value: unknown): boolean =>
  isFields(value) &&
  isText(value.path) &&
  ["added", "modified", "deleted"].includes(value.kind as string) &&
  isNumber(value.more);

/** What it holds is only compared. */
const anything = (): boolean => true;

const forms: Readonly<Record<StoredEvent["type"], (event: Fields) => boolean>> = {
  back: anything,
  pause: anything,
  abort: anything,
  removeBreakpoint: anything,
  shellClosed: anything,
  undo: anything,
  rebuildEnded: anything,
  removed: anything,
  run: ({ goal, now }) => isGoal(goal) && isNumber(now),
  retry: ({ goal, now, start }) => isGoal(goal) && isNumber(now) && (start === "clean" || start === "failed"),
  accept: ({ goal, now }) => isGoal(goal) && isNumber(now),
  commit: ({ now }) => isNumber(now),
  skip: ({ now }) => isNumber(now),
  jump: ({ step, now }) => isText(step) && isNumber(now),
  load: ({ text }) => isText(text),
  addWatch: ({ command }) => isText(command),
  removeWatch: ({ command }) => isText(command),
  addBreakpoint: ({ breakpoint }) => isBreakpoint(breakpoint),
  reached: ({ run, breakpoint, line }) => isNumber(run) && isText(breakpoint) && isMaybe(line, isText),
  acted: ({ action, lines }) => isNumber(action) && isList(lines, isText),
  enableBreakpoint: ({ enabled, tooSlow }) => typeof enabled === "boolean" && isMaybe(tooSlow, (is) => is === true),
  shellOpened: ({ tag }) => isText(tag),
  kept: ({ failure }) => isFailure(failure),
  discarded: ({ failure }) => isFailure(failure),
  stepDone: ({ outcome, now, triggers, written }) =>
    isOutcome(outcome) &&
    isNumber(now) &&
    isMaybe(triggers, (list) => isList(list, isFields)) &&
    isMaybe(written, (files) => isFields(files) && Object.values(files).every(isWritten)),
  stepFailed: ({ failure, writing, container, now }) =>
    isFailure(failure) && isMaybe(writing, (is) => is === true) && isMaybe(container, isText) && isNumber(now),
  rebuilt: ({ image, stage }) => isText(image) && isStage(stage),
  rebuild: ({ image, now }) => isText(image) && isNumber(now),
  found: ({ leftovers }) => isList(leftovers, isLeftover),
  finished: ({ image, tags }) => isText(image) && isList(tags, isText),
  engineLost: ({ message }) => isText(message),
};

/** Throws an Error with a reason where it is none. */
export function readEvent(value: unknown): StoredEvent {
  if (!isFields(value) || !isText(value.type)) throw new Error("an entry tells of no event");
  const form = Object.hasOwn(forms, value.type) ? forms[value.type as StoredEvent["type"]] : undefined;
  if (form === undefined) throw new Error(`this dbuild does not know what "${value.type}" is: a newer one wrote it`);
  if (!form(value)) throw new Error(`an entry of the sort ${value.type} is damaged`);
  return value as StoredEvent;
}

/** What an event made of a state. Throws as readEvent. */
export function readState(value: unknown): BuildState {
  const isState =
    isFields(value) &&
    Array.isArray(value.globals) &&
    isFields(value.done) &&
    Object.values(value.done).every(isStage) &&
    isMaybe(value.stage, isStage);
  if (!isState) throw new Error("an entry of the sort stepDone is damaged");
  return value as BuildState;
}
