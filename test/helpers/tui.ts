/** `dbuild tui` in a real terminal, as one types it. */
import { dbuildFile } from "./dbuild.ts";
import { openTerminal, type Terminal } from "./tmux.ts";

export type Opening = {
  readonly columns?: number;
  readonly rows?: number;
  /** Words behind `tui`, in front of the Dockerfile. */
  readonly flags?: string;
  /** What the environment of the terminal has besides the engine's address, PATH and the state folder. */
  readonly env?: NodeJS.ProcessEnv;
};

/** A terminal in `folder` whose shell has started the screen on its Dockerfile; settles when it waits at the first step. */
export async function openTui(
  folder: string,
  { columns = 130, rows = 40, flags = "", env = {} }: Opening = {},
): Promise<Terminal> {
  const { DOCKER_HOST, PATH, XDG_STATE_HOME } = process.env;
  const terminal = openTerminal(columns, rows, folder, { DOCKER_HOST, PATH, XDG_STATE_HOME, ...env });
  try {
    await terminal.until(/^ready\$/);
    terminal.type(`${process.execPath} ${dbuildFile} tui ${flags} Dockerfile`);
    terminal.keys("Enter");
    await untilOpen(terminal);
    return terminal;
  } catch (error) {
    terminal.close();
    throw error;
  }
}

/** The session is open and waits: before the engine has answered there are the steps alone. Settles with the screen. */
export const untilOpen = (terminal: Terminal): Promise<string> => terminal.until("PAUSED", { not: /no engine yet/ });

/** A step has failed, and its layer is there. `what`: more that the screen tells. Settles with the screen. */
export const untilFailed = (terminal: Terminal, what: string | RegExp = "FAILED"): Promise<string> =>
  terminal.until(what, { not: /being written/ });
