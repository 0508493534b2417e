/** The streams of a container's program, as they are: its output to us, our input to it. */
import type { Duplex } from "node:stream";
import type { Attached } from "../engine.ts";
import { demultiplexer } from "./demultiplex.ts";
import { hijack, type Wire } from "./wire.ts";

/** Output from now on; the program's standard input is `input`, and then at its end, whenever it starts. */
export async function attachContainer(
  wire: Wire,
  id: string,
  onOutput: (chunk: Uint8Array) => void,
  input?: Uint8Array,
): Promise<Attached> {
  const { output, input: feed } = await connections(wire, id);
  // said before the start, the end of input cannot be missed
  feed.end(input);
  return {
    // a connection that broke off shows in wait()
    ended: follow(output, demultiplexer(onOutput)).catch(() => {}),
    close: () => {
      output.destroy();
      feed.destroy();
    },
  };
}

/**
 * Connections to the output and to the input. Two, for what lies between may know no half-closed connection, and the end of the
 * input would end the output; but one by ssh, where a connection is a process, and its other end does know.
 */
async function connections(wire: Wire, id: string): Promise<{ readonly output: Duplex; readonly input: Duplex }> {
  const connect = (streams: string): Promise<Duplex> => hijack(wire, `/containers/${id}/attach?stream=1&${streams}`);
  if (wire.endpoint.dial.kind === "ssh") {
    const both = await connect("stdin=1&stdout=1&stderr=1");
    return { output: both, input: both };
  }
  const asked = [connect("stdout=1&stderr=1"), connect("stdin=1")] as const;
  try {
    const [output, input] = await Promise.all(asked);
    input.on("error", () => {}); // an engine that is gone shows in the output
    input.resume();
    return { output, input };
  } catch (error) {
    for (const one of asked) one.then((stream) => stream.destroy()).catch(() => {});
    throw error;
  }
}

/** Starts it with its standard input open to us, until the function returned is called or the connection is gone. */
export async function holdContainer(wire: Wire, id: string, start: () => Promise<void>): Promise<() => void> {
  const stream = await hijack(wire, `/containers/${id}/attach?stream=1&stdin=1`);
  stream.on("error", () => {}); // then it has ended, which is what we would have asked for
  stream.resume();
  try {
    await start();
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return () => stream.destroy();
}

/** Reads no faster than `onPiece` returns: between two pieces nothing is kept but the socket's own buffer. */
function follow(stream: Duplex, onPiece: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on("data", onPiece);
    stream.on("end", resolve);
    stream.on("close", resolve);
    stream.on("error", reject);
  });
}
