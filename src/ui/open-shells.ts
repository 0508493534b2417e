/** The shells that the person has opened and that have not come to their end, and what the list of them says. */
import type { StepId } from "../builder/steps.ts";
import type { OpenShell, ShellEnd } from "../debugger/open-shell.ts";
import type { LeftProgram } from "../debugger/shell-port.ts";

/** What there is to see of one. */
export type ShellRow = {
  /** As in `:shells 2`. */
  readonly number: number;
  readonly step: StepId;
  /** Of the instruction, as it was when the shell was opened. */
  readonly line: number;
  /** Milliseconds, as in the session. */
  readonly since: number;
  /** `ended`: it has, and what it changed is not decided. */
  readonly stands: "entered" | "left" | "ended";
};

/** Changes of the end of a shell: `broken` is what it was ended by. */
export type HowItEnded = ShellEnd | { readonly broken: unknown };

/** What there is to do with it. */
export type ShellHandle = {
  readonly shell: OpenShell;
  /** Never rejects. */
  readonly end: Promise<HowItEnded>;
  /** Settles when the screen has the terminal again. */
  detached: Promise<void>;
  left?: LeftProgram;
  /** What becomes of its changes is being found out. */
  deciding?: boolean;
};

/** Handles by number; the rows are in the view. */
export type OpenShells = Map<number, ShellHandle>;

/** How many there may be at once. */
export const mostShells = 8;

/** The smallest number that no shell has. */
export function freeNumber(rows: readonly ShellRow[]): number {
  let number = 1;
  while (rows.some((row) => row.number === number)) number++;
  return number;
}

/** `line 12, since 14:02`. */
export function shellWords({ line, since, stands }: ShellRow): string {
  const clock = new Date(since).toTimeString().slice(0, 5);
  return `line ${line}, since ${clock}${stands === "ended" ? ", has ended: what it changed is not decided" : ""}`;
}

/** One sentence on all of them; undefined: there are none. */
export function shellsNotices(rows: readonly ShellRow[]): readonly string[] {
  const left = rows.filter(({ stands }) => stands === "left");
  const ended = rows.filter(({ stands }) => stands === "ended");
  const list = (some: readonly ShellRow[]) => some.map(({ number, line }) => `${number} on line ${line}`).join(", ");
  const words = [
    ...(left.length > 0 ? [`Left running: shell ${list(left)}`] : []),
    ...(ended.length > 0 ? [`ended, with changes to decide on: shell ${list(ended)}`] : []),
  ];
  return words.length === 0 ? [] : [`${words.join("; ")}. {shells} goes there.`];
}

/** Changes nobody has decided about are kept: that loses nothing. What still runs is given up. */
export async function settled(shells: OpenShells): Promise<void> {
  for (const { shell, left } of shells.values()) {
    try {
      const changes = await shell.changes().catch(() => undefined);
      await (changes?.length === 0 ? shell.discard() : shell.keep());
    } catch {
      // Whoever was about to keep or discard it has done so.
    }
    left?.close();
  }
}
