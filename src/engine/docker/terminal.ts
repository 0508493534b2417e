/** A terminal in a container through the engine's own API. */
import type { TerminalSession } from "../engine.ts";
import { exitCode } from "./run.ts";
import { ask, hijack, type Wire } from "./wire.ts";

/** Bytes that come before the first listener wait for it. */
export async function openTerminal(wire: Wire, id: string, columns: number, rows: number): Promise<TerminalSession> {
  const container = wire.docker.getContainer(id);
  const stream = await hijack(wire, `/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`);
  stream.on("error", () => {}); // the end shows in `exited`
  // a program that has just ended has no size
  const resize = (width: number, height: number): Promise<void> => container.resize({ w: width, h: height }).catch(() => {});
  try {
    await ask(wire, () => container.start());
  } catch (error) {
    stream.destroy();
    throw error;
  }
  // what is typed next must find the size set
  await resize(columns, rows);
  const drained = new Promise<void>((resolve) => stream.once("close", resolve).once("end", resolve));
  const exited = exitCode(wire, id).then(async (code) => {
    if (stream.readableFlowing) await drained;
    stream.destroy();
    return code;
  });
  exited.catch(() => {}); // for a caller that never asks
  let closed = false;
  return {
    write: (data) => {
      if (stream.writable) stream.write(data);
    },
    resize: (width, height) => void resize(width, height),
    onData: (listener) => {
      stream.on("data", listener);
    },
    exited,
    close: () => {
      if (closed) return;
      closed = true;
      stream.destroy();
      container.kill({ signal: "SIGKILL" }).catch(() => {});
    },
  };
}
