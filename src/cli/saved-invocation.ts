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
  readonly flags: BuildFlags & { readonly interactive?: boolean; readonly secrets?: boolean };
  readonly cwd: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** Address of the engine. */
  readonly engine: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What stands in the journal for values that no disk may have begins with it. */
  readonly mark: string;
};

/** Of a session's journal. Undefined: it has none, or one of another form. */
export function savedInvocation({ folder }: StoredSession): SavedInvocation | undefined {
  const [first] = readJournal(folder) as readonly (SavedInvocation | undefined)[];
  return first?.dbuild === journalForm && typeof first.context === "string" && typeof first.cwd === "string" ? first : undefined;
}

const withPassword = /^([a-z][a-z0-9+.-]*:\/\/[^/@:\s]*):[^/@\s]*@/i;
const proxy = /^(?:https?|ftp|all)_proxy=/i;

/** The flags without the passwords that stand in them: a proxy's comes from the environment again, an address loses its. */
export function withoutPasswords<Flags extends object>(flags: Flags): Flags {
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return withoutPassword(value);
    return Array.isArray(value) ? value.map(clean) : value;
  };
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, clean(value)])) as Flags;
}

export function withoutPassword(word: string): string {
  const [name = "", ...rest] = word.split("=");
  if (proxy.test(word) && withPassword.test(rest.join("="))) return name;
  const at = /^[\w.-]+=/.exec(word)?.[0] ?? "";
  return `${at}${word.slice(at.length).replace(withPassword, "$1@")}`;
}

/** Values among build arguments that no disk may have, by name. */
export function hiddenArguments(args: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(args).filter(([, value]) => withPassword.test(value)));
}

/** A line of the journal without those values, and with them again. `mark`: as in SavedInvocation. */
export function masking(mark: string, values: ReadonlyMap<string, string>) {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const standIn = (name: string): string => inJson(`\u0000${mark}:${name}\u0000`);
  const pattern = new RegExp(
    `${inJson("\u0000").replaceAll("\\", "\\\\")}${mark}:([^\\\\"]*)${inJson("\u0000").replaceAll("\\", "\\\\")}`,
    "g",
  );
  return {
    hidden: (line: string): string =>
      [...values].reduce((rest, [name, value]) => rest.replaceAll(inJson(value), () => standIn(name)), line),
    shown: (line: string): string => line.replaceAll(pattern, (_, name: string) => inJson(values.get(name) ?? "")),
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
