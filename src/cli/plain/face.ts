/** The face without a screen: a command a line in, what happens as lines out. Knows the controller, and neither engine nor terminal. */
import { type Accepted, type Command, isRefused, type Refused } from "../../debugger/commands/command.ts";
import { findRow, splitLine, whyNoText } from "../../debugger/commands/read-line.ts";
import type { Situation } from "../../debugger/commands/row.ts";
import type { ScriptLine } from "../../debugger/commands/script.ts";
import { sessionRows } from "../../debugger/commands/table.ts";
import type { Controller } from "../../debugger/controller.ts";
import { failureHere, position } from "../../debugger/session.ts";
import { notCachedPhrase } from "../../debugger/why/why.ts";
import { UserError } from "../../errors.ts";
import { cleanText } from "../../output/clean.ts";
import { plainProgress } from "../build-progress.ts";
import { readableSize } from "../sizes.ts";
import { editInLayer } from "./edit-in-layer.ts";
import { plainRows } from "./rows.ts";
import { stopLines } from "./stop-lines.ts";

export type PlainFace = {
  readonly controller: Controller;
  print(line: string): void;
  situation(): Situation;
  /** The commands of a file. Throws UserError. */
  readScript(file: string): readonly ScriptLine[];
  /** Does one command and waits for what it started. Throws UserError: why it cannot be done. */
  do(line: string): Promise<"goes on" | "quit">;
  /** Settles once the commands of breakpoints that were met have told, or nobody waits for them. */
  acted(): Promise<void>;
  /** Tells what has happened since it was asked last. */
  tell(): void;
  close(): void;
};

type Parts = Pick<PlainFace, "controller" | "readScript"> & {
  readonly write: (text: string) => void;
  /** Once it is aborted nobody waits for commands of breakpoints. */
  readonly patience?: AbortSignal;
};

export function plainFace({ controller, readScript, write, patience }: Parts): PlainFace {
  const notCached = (step: number): string | undefined => {
    const phrase = notCachedPhrase(controller.snapshot().session, step, controller.inputs());
    return phrase && `not cached: ${phrase}`;
  };
  const progress = plainProgress(controller, write, false, notCached);
  const print = (line: string): void => write(`${/^ */.exec(line)?.[0]}${cleanText(line)}\n`);
  let told: unknown = controller.snapshot().session.status;
  /** So many lines were told of a failure whose layer is being written. */
  let begun: number | undefined;
  let printed = controller.snapshot().session.printed.at(-1)?.number ?? 0;
  const noticed = new Set<string>();
  const tellNotices = (): void => {
    for (const { text } of controller.snapshot().notices) if (!noticed.has(text)) print(`note: ${text}`);
    noticed.clear();
    for (const { text } of controller.snapshot().notices) noticed.add(text);
  };
  const observe = (): void => {
    for (const { number, text } of controller.snapshot().session.printed) {
      if (number <= printed) continue;
      printed = number;
      print(`printed: ${text}`);
    }
    progress.update();
    tellNotices();
    if (begun !== undefined) tellStop(begun);
  };
  const tellStop = (from: number): void => {
    const { session } = controller.snapshot();
    const isOpen = session.status === told && failureHere(session)?.writing !== undefined;
    begun = isOpen ? from : undefined;
    if (session.status !== told || (isOpen && from > 0)) return;
    const lines = stopLines(session, controller);
    for (const each of lines.slice(from)) print(each);
    if (isOpen) begun = lines.length;
  };
  const stop = controller.subscribe(observe);
  const face: PlainFace = {
    controller,
    print,
    readScript,
    situation: () => {
      const { notices: _, ...facts } = controller.snapshot();
      const { session } = facts;
      return { ...facts, selected: session.plan.steps[Math.min(position(session), session.plan.steps.length - 1)]?.id };
    },
    do: (line) => doLine(face, line),
    acted: () => once(controller, () => controller.snapshot().session.actions.length === 0, patience),
    tell: () => {
      observe();
      const { session } = controller.snapshot();
      if (session.status === told) return;
      told = session.status;
      tellStop(0);
    },
    close: stop,
  };
  return face;
}

async function doLine(face: PlainFace, line: string): Promise<"goes on" | "quit"> {
  const [name, text] = splitLine(line);
  const row = findRow([...sessionRows, ...plainRows], name);
  if (isRefused(row)) throw (await ofTheScreen(name)) ?? refusal(row);
  const wrong = whyNoText(row, text);
  if (wrong !== undefined) throw refusal(wrong);
  // a failed layer is written and told before the next command: a script then says the same whatever that takes
  await face.controller.idle();
  await face.acted();
  const own = plainRows.find((each) => each.name === row.name);
  if (own !== undefined) {
    const after = await own.run(face, text);
    face.tell();
    return after ?? "goes on";
  }
  const asked = sessionRows.find((each) => each.name === row.name)?.run(text, face.situation());
  if (asked === undefined || isRefused(asked)) throw refusal(asked ?? { reason: "That cannot be done here." });
  await perform(face, asked);
  face.tell();
  return "goes on";
}

/** What a line of the screen alone would do is said; its table is read only then. */
async function ofTheScreen(name: string): Promise<UserError | undefined> {
  const { commandRows } = await import("../../ui/commands/all-rows.ts");
  const row = commandRows.find((each) => each.name === name || (each.aliases as readonly string[]).includes(name));
  if (row === undefined) return undefined;
  return new UserError({
    message: `${row.name} is a command of the screen (${row.help})`,
    hint: "help lists those that do without one",
  });
}

async function perform({ controller, print }: PlainFace, command: Command): Promise<void> {
  switch (command.name) {
    case "shell":
      throw new UserError({ message: "a shell needs a terminal", hint: "dbuild shell opens one in any step of the session" });
    case "breakpoint": {
      const { set, line } = done(controller.execute(command));
      print(set ? `breakpoint on line ${line}` : `no breakpoint on line ${line} any more`);
      return;
    }
    case "set-breakpoint": {
      const { words, why } = done(controller.execute(command));
      print(`breakpoint ${words}${why === undefined ? "" : `; it cannot be hit: ${why}`}`);
      return;
    }
    case "copy": {
      const copied = await done(controller.execute(command));
      if (copied.kind === "exists")
        throw new UserError({ message: `${copied.file} is there already`, hint: "name another place" });
      print(`copied ${copied.files} ${copied.files === 1 ? "file" : "files"}, ${readableSize(copied.bytes)}`);
      return;
    }
    case "edit-in-layer":
      return editInLayer({ controller, print }, command);
    case "edit":
    case "undo": {
      const { line, rerun } = done(controller.execute(command));
      const what = command.name === "edit" ? "saved" : "taken back";
      print(`${what}${line === undefined ? "" : ` line ${line}`}; ${rerun} ${rerun === 1 ? "step" : "steps"} will run again`);
      return;
    }
    default:
      done(controller.execute(command));
      await (command.name === "verify" ? verified(controller) : controller.stopped());
  }
}

function done<R>(execution: Accepted<R> | Refused): R {
  if (execution.kind === "refused") throw refusal(execution);
  return execution.result;
}

const verified = (controller: Controller): Promise<void> => once(controller, () => controller.snapshot().verify !== "runs");

function once(controller: Controller, is: () => boolean, patience?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is() && !patience?.aborted) return;
      stop();
      patience?.removeEventListener("abort", look);
      resolve();
    };
    const stop = controller.subscribe(look);
    patience?.addEventListener("abort", look);
    look();
  });
}

/** A reason with commands by their names. */
const refusal = ({ reason }: { readonly reason: string }): UserError =>
  new UserError(reason.replaceAll(/\{([a-z-]+)\}/g, "$1").replace(/\.$/, ""));
