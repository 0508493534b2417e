/** A terminal by the docker CLI under node-pty: an optional dependency, loaded when it is first wanted. */
import { randomUUID } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Engine, TerminalSession } from "../engine/engine.ts";
import type { Connect } from "./attach-terminal.ts";
import { splitAt } from "./end-mark.ts";

/**
 * What would leave the shell without ending it: nobody types this. The CLI holds the first key back until the next one is
 * typed, so it must be a rare one: the default begins with Ctrl-P, which shells use for their history; Ctrl-^ is used least.
 */
const DETACH_KEYS = "ctrl-^,ctrl-],ctrl-^,ctrl-],ctrl-^,ctrl-]";

/** Printed when the pty no longer edits lines or makes signals of keys: from then on typed bytes pass untouched. */
const READY = 1;

/**
 * Says `$0` when docker has ended and stays until we have read that: node-pty gives up the pty 200 ms after its process has
 * ended, with whatever a slow terminal or a busy machine has not let us read by then.
 */
const RUN_DOCKER = `stty raw -echo opost 2>/dev/null; printf '\\001'; "$@"; code=$?; printf '%s' "$0"; read -r _; exit $code`;

/** Undefined where node-pty or a docker CLI is missing. */
export async function ptyConnect(
  engine: Pick<Engine, "clientEnv">,
  { container, exec }: { readonly container: string; readonly exec?: readonly string[] },
  env: NodeJS.ProcessEnv,
): Promise<Connect | undefined> {
  const docker = process.platform === "win32" ? undefined : findDocker(env);
  if (docker === undefined) return undefined;
  const pty = await import("node-pty").catch(() => undefined);
  if (pty === undefined) return undefined;
  return async (columns, rows) => {
    const keys = `--detach-keys=${DETACH_KEYS}`;
    const argv =
      exec === undefined
        ? [docker, "start", "--attach", "--interactive", keys, container]
        : [docker, "exec", "--interactive", "--tty", keys, container, ...exec];
    // Nothing in the container can know it, so nothing there can print it. Not begun by READY, which must not be held back.
    const end = `\x02dbuild-${randomUUID()}`;
    const child = pty.spawn("/bin/sh", ["-c", RUN_DOCKER, end, ...argv], {
      name: env.TERM ?? "xterm-256color",
      cols: columns,
      rows,
      encoding: null,
      env: { ...env, ...engine.clientEnv(), DOCKER_CLI_HINTS: "false" },
    });
    return newSession(child, end);
  };
}

function findDocker(env: NodeJS.ProcessEnv): string | undefined {
  return (env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "docker"))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

function newSession(child: import("node-pty").IPty, end: string): TerminalSession {
  let ended = false;
  let ready = false;
  let held: (string | Buffer)[] = [];
  let unheard: Uint8Array[] = [];
  let listener = (data: Uint8Array): void => {
    unheard.push(data);
  };
  const send = (data: string | Buffer): void => {
    if (!ended) child.write(data);
  };

  const split = splitAt(end);
  child.onData((given: string | Buffer) => {
    // Bytes, as `encoding: null` asks; the declared type does not know of it.
    const { data: bytes, found } = split(Buffer.from(given));
    if (found) send("\n");
    const start = ready ? -1 : bytes.indexOf(READY);
    if (start === -1) {
      if (bytes.length > 0) listener(bytes);
      return;
    }
    ready = true;
    for (const each of held) send(each);
    held = [];
    const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1)]);
    if (rest.length > 0) listener(rest);
  });

  const exited = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      ended = true;
      resolve(signal ? 128 + signal : exitCode);
    });
  });

  return {
    write(data) {
      const bytes = typeof data === "string" ? data : Buffer.from(data);
      if (ready) send(bytes);
      else held.push(bytes);
    },
    resize(columns, rows) {
      if (!ended) child.resize(columns, rows);
    },
    onData(next) {
      listener = next;
      for (const data of unheard) next(data);
      unheard = [];
    },
    exited,
    close() {
      if (!ended) child.kill();
    },
    byClient: true,
  };
}
