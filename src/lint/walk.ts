// Goes through a stage instruction by instruction, as a build would, without running anything.
import path from "node:path";
import { checkSignal } from "../builder/instructions/signals.ts";
import { StepProblem } from "../builder/problem.ts";
import type { Instruction, Program, Stage, WorkdirInstruction } from "../dockerfile/program.ts";
import { parseTrigger } from "../dockerfile/trigger.ts";
import type { Sink } from "./finding.ts";
import { judgeCopy } from "./judge-copy.ts";
import { judgeLayers } from "./judge-layers.ts";
import { judgePorts } from "./judge-ports.ts";
import { judgeRun } from "./judge-run.ts";
import { type StageState, scopeOf } from "./judge-stage.ts";
import { judgeArgs, judgePairs } from "./judge-variables.ts";
import type { Judging } from "./judging.ts";
import { judgeOnce } from "./once.ts";
import { judgeReferences } from "./stage-refs.ts";
import { readerFor } from "./words-of.ts";

/** `state` is changed to what holds at the end. */
export function walkStage(stage: Stage, state: StageState, judging: Judging): void {
  for (const instruction of stage.body) walk(instruction, state, judging);
}

/** What the base or the parent stage left with ONBUILD; everything about it is told at the FROM. */
export function runTriggers(program: Program, { index, from }: Stage, state: StageState, judging: Judging): void {
  const { triggers } = state;
  state.triggers = [];
  for (const trigger of triggers) {
    const parsed = parseTrigger(trigger, from.span);
    if (parsed.ok) {
      judgeReferences(program, { index, body: [parsed.instruction] }, judging);
      walk(parsed.instruction, state, { ...judging, escapeChar: "\\" });
    } else for (const { message, span, hint } of parsed.problems) judging.sink.error("Syntax", message, span, hint);
  }
}

function walk(instruction: Instruction, state: StageState, judging: Judging): void {
  const { escapeChar, sink } = judging;
  const { read } = readerFor(state, instruction, escapeChar, sink);
  switch (instruction.kind) {
    case "env":
    case "label":
      judgePairs(instruction, state, escapeChar, sink);
      break;
    case "arg":
      judgeArgs(instruction, state, judging);
      break;
    case "run":
      judgeRun(instruction, state, judging);
      judgeLayers(instruction, state, judging);
      break;
    case "copy":
    case "add":
      judgeCopy(instruction, state, judging);
      judgeLayers(instruction, state, judging);
      break;
    case "workdir":
      judgeWorkdir(instruction, read(instruction.path), state, sink);
      break;
    case "user":
      read(instruction.user);
      break;
    case "volume":
      for (const volume of instruction.paths) {
        if (read(volume) === "") sink.error("Value", "VOLUME specified can not be an empty string", instruction.span);
      }
      break;
    case "stopsignal":
      judgeSignal(read(instruction.signal), instruction, sink);
      break;
    case "expose":
      judgePorts(instruction, scopeOf(state), escapeChar, sink);
      break;
    case "shell":
      state.hasShell = true;
      break;
    case "cmd":
    case "entrypoint":
    case "healthcheck":
      judgeOnce(instruction, state, sink);
      break;
    case "onbuild":
      state.triggers = [...state.triggers, instruction.trigger];
      break;
    default:
      break;
  }
}

/** WorkdirRelativePath: only the first one counts, for an absolute one there makes all later ones sure. */
function judgeWorkdir({ span }: WorkdirInstruction, value: string | undefined, state: StageState, sink: Sink): void {
  if (!state.workdirSet && value !== undefined && !value.startsWith("/")) {
    const message = `Relative workdir "${value}" can have unexpected results if the base image changes`;
    sink.warn("WorkdirRelativePath", message, span, `Begin the path with /, perhaps /${value}.`);
  }
  state.workdirSet = true;
  state.workdir = value === undefined ? undefined : absolute(state.workdir, value);
}

function absolute(base: string | undefined, value: string): string | undefined {
  if (value.startsWith("/")) return path.posix.normalize(value);
  return base === undefined ? undefined : path.posix.join(base, value);
}

function judgeSignal(value: string | undefined, { span }: Instruction, sink: Sink): void {
  if (value === undefined) return;
  try {
    checkSignal(value);
  } catch (error) {
    if (!(error instanceof StepProblem)) throw error;
    sink.error("Value", error.message, span, error.hint);
  }
}
