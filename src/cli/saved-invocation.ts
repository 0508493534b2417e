/** The command line of a session, for the process that takes it up: the first entry of its journal. Holds no password. */
import fs from "node:fs";
import { UserError } from "../errors.ts";
import { readJournal } from "../store/journal.ts";
import type { StoredSession } from "../store/sessions.ts";
import type { BuildFlags } from "./flags.ts";

/** The form of the journal; another one cannot be taken up. */
export const journalForm = 1;

export type SavedInvocation = {
  readonly dbuild: typeof journalForm;
  readonly command: "tui" | "build";
  /** As the command line named it. */
  readonly context: string;
  readonly flags: BuildFlags & { readonly interactive?: boolean; readonly secrets?: boolean; readonly join?: boolean };
  readonly cwd: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** Address of the engine. */
  readonly engine: string;
  /** What the engine calls itself, where it does. */
  readonly engineId?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What stands in the journal for values that no disk may have begins with it. */
  readonly mark: string;
};

/** Of a session's journal. Undefined: it has none, or one of another form. */
export function savedInvocation({ folder }: StoredSession): SavedInvocation | undefined {
  const [first] = readJournal(folder) as readonly (SavedInvocation | undefined)[];
  if (first?.dbuild !== journalForm || typeof first.flags !== "object" || first.flags === null) return undefined;
  const { context, cwd, dockerfile, engine, mark, startedAt } = first;
  const whole = [context, cwd, dockerfile, engine, mark].every((each) => typeof each === "string") && Number.isFinite(startedAt);
  return whole ? first : undefined;
}

/** May its RUNs be shared with other builds? Those of a build are, which nobody stops at, looks into or retries meanwhile. */
export const sharesRuns = (begun: Pick<SavedInvocation, "command" | "flags"> | undefined): boolean =>
  begun?.command === "build" && begun.flags.interactive !== true && begun.flags.join !== false;

const withPassword = /^([a-z][a-z0-9+.-]*:\/\/[^/@:\s]*):[^/@\s]*@/i;
const proxy = /^(?:https?|ftp|all|no)_proxy$/i;

/**
 * The flags as they may be written down: a proxy comes from the environment again, an ssh agent is the one that runs then, an address has
 * no password.
 */
export function withoutPasswords<Flags extends object>(flags: Flags): Flags {
  const clean = (name: string, value: unknown): unknown => {
    if (typeof value === "string") return name === "ssh" ? withoutSocket(value) : withoutPassword(value);
    return Array.isArray(value) ? value.map((each) => clean(name, each)) : value;
  };
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, clean(name, value)])) as Flags;
}

export function withoutPassword(word: string): string {
  const name = /^[\w.-]+(?==)/.exec(word)?.[0];
  if (name !== undefined && proxy.test(name)) return name;
  const at = name === undefined ? 0 : name.length + 1;
  return `${word.slice(0, at)}${word.slice(at).replace(withPassword, "$1@")}`;
}

/** A key file is named again; an agent's socket is another one tomorrow. */
function withoutSocket(word: string): string {
  const [id = "", place = ""] = word.split(/=(.*)/s);
  return fs.statSync(place, { throwIfNoEntry: false })?.isSocket() ? id : word;
}

/** Shorter values are no secrets, and stand in every line. */
const shortest = 4;

/** Values among build arguments that no disk may have, by name. */
export function hiddenArguments(args: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const hides = ([name, value]: readonly [string, string]): boolean => proxy.test(name) || withPassword.test(value);
  return new Map(Object.entries(args).filter(([name, value]) => value.length >= shortest && hides([name, value])));
}

/** A line of the journal without those values, and with them again. `mark`: as in SavedInvocation. */
export function masking(mark: string, values: ReadonlyMap<string, string>) {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const hex = (name: string): string => Buffer.from(name).toString("hex");
  const named = new Map([...values].map(([name, value]) => [hex(name), value]));
  const nothing = inJson("\u0000");
  const pattern = new RegExp(`${nothing.replace("\\", "\\\\")}${mark}:([0-9a-f]*)${nothing.replace("\\", "\\\\")}`, "g");
  // the longest first: one may hold another
  const longest = [...values].sort(([, one], [, other]) => other.length - one.length);
  return {
    hidden: (line: string): string =>
      longest.reduce(
        (rest, [name, value]) => rest.replaceAll(inJson(value), () => `${nothing}${mark}:${hex(name)}${nothing}`),
        line,
      ),
    shown: (line: string): string => line.replaceAll(pattern, (_, name: string) => inJson(named.get(name) ?? "")),
  };
}

/**
 * Goes to the folder the session began in; returns the environment with its engine, unless another one is named. Throws UserError
 * where its files cannot be had again.
 */
export function goBackTo({ context, flags, cwd, engine }: SavedInvocation, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hint = "begin a new session: steps that had ended are found in the cache";
  if ([context, flags.file].includes("-"))
    throw new UserError({ message: "its Dockerfile or context came from standard input, which is gone", hint });
  if (!fs.existsSync(cwd)) throw new UserError({ message: `the folder the session began in is not there: ${cwd}`, hint });
  process.chdir(cwd);
  const named = env.DOCKER_HOST !== undefined || env.DOCKER_CONTEXT !== undefined;
  return named ? env : { ...env, DOCKER_HOST: engine };
}
