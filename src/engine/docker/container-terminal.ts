/** A terminal in a container through the engine's own API: of the container's program, or of another one beside it. */
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineRefusedError } from "../../errors.ts";
import type { TerminalSession } from "../engine.ts";
import { exitCode } from "./wait.ts";
import { ask, hijack, type Wire } from "./wire.ts";

/** The engine would hold Ctrl-P back, which shells have for their history. Nobody types this, and Ctrl-^ is the key that is used least. */
const detachKeys = "ctrl-^,ctrl-],ctrl-^,ctrl-],ctrl-^,ctrl-]";

/** Bytes that come before the first listener wait for it. */
export async function openTerminal(
  wire: Wire,
  id: string,
  { columns, rows, start }: { readonly columns: number; readonly rows: number; readonly start: () => Promise<void> },
): Promise<TerminalSession> {
  const container = wire.docker.getContainer(id);
  const stream = await hijack(
    wire,
    `/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1&detachKeys=${encodeURIComponent(detachKeys)}`,
  );
  stream.on("error", () => {}); // the end shows in `exited`
  // a program that has just ended has no size
  const resize = (width: number, height: number): Promise<void> => container.resize({ w: width, h: height }).catch(() => {});
  try {
    await start();
  } catch (error) {
    stream.destroy();
    throw error;
  }
  const sized = resize(columns, rows);
  const exited = exitCode(wire, id).then(async (code) => {
    if (stream.readableFlowing) await ended(stream);
    stream.destroy();
    return code;
  });
  const kill = (): void => {
    stream.destroy();
    container.kill({ signal: "SIGKILL" }).catch(() => {});
  };
  return session({ stream, resize, sized, exited, kill });
}

/** As `docker exec -it`. The engine has no call to wait for the program: its output ends with it. */
export async function execInTerminal(
  wire: Wire,
  container: string,
  argv: readonly string[],
  size: readonly [columns: number, rows: number],
): Promise<TerminalSession> {
  const spec = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true, DetachKeys: detachKeys, Cmd: [...argv] };
  const exec = await ask(wire, () => wire.docker.getContainer(container).exec(spec));
  const stream = await hijack(wire, `/exec/${exec.id}/start`, { Detach: false, Tty: true });
  stream.on("error", () => {});
  const resize = (w: number, h: number): Promise<void> => exec.resize({ w, h }).catch(() => {});
  const sized = resize(...size);
  const exited = ended(stream).then(async () => {
    stream.destroy();
    for (let turn = 0; ; turn++) {
      const { Running, ExitCode } = await ask(wire, () => exec.inspect());
      if (!Running) return ExitCode ?? endedWithContainer;
      if (turn > 50) throw new EngineRefusedError("the terminal ended, its program did not", 500);
      await sleep(20);
    }
  });
  // There is no call to kill it either: Ctrl-C for what runs in it, and the end of input for the shell.
  const kill = (): void => void stream.end("\u0003\u0004", () => stream.destroy());
  return session({ stream, resize, sized, exited, kill });
}

/** What the engine tells of a program that was killed. */
const endedWithContainer = 137;

const ended = (stream: Duplex): Promise<void> =>
  stream.closed || stream.readableEnded
    ? Promise.resolve()
    : new Promise((resolve) => stream.once("close", resolve).once("end", resolve));

type Terminal = {
  readonly stream: Duplex;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The first size is set: what is typed must find it. */
  readonly sized: Promise<void>;
  readonly exited: Promise<number>;
  readonly kill: () => void;
};

function session({ stream, resize, sized, exited, kill }: Terminal): TerminalSession {
  const write = (data: Uint8Array | string): void => {
    if (stream.writable) stream.write(data);
  };
  let ready = false;
  const typing = sized.then(() => {
    ready = true;
  });
  exited.catch(() => {}); // for a caller that never asks
  let closed = false;
  return {
    write: (data) => {
      if (ready) write(data);
      else void typing.then(() => write(data));
    },
    resize: (columns, rows) => void resize(columns, rows),
    onData: (listener) => {
      stream.on("data", listener);
    },
    exited,
    close: () => {
      if (closed) return;
      closed = true;
      kill();
    },
  };
}
