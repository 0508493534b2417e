/** Puts the frames on a terminal with Ink. */
import { render } from "ink";
import type { ReadStream, WriteStream } from "node:tty";
import { App, type Frames } from "./app.tsx";
import type { Size } from "./layout.ts";
import { restoreEnv } from "./quiet-env.ts";

restoreEnv();

/** Draws until the function it returns is called; nothing is written after that, not even Ink's last frame. */
export function mount(frames: Frames, stdin: ReadStream, stdout: WriteStream, size: Size): () => void {
  const surface = surfaceOn(stdout, size);
  const ink = render(<App frames={frames} />, {
    stdin,
    stdout: surface.stream,
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
    // The pace is kept before (pacer.ts); a second throttle would only add its delay.
    maxFps: 1000,
  });
  return () => {
    surface.close();
    ink.unmount();
  };
}

/** What Ink may know of the terminal: a size that stays, writes, no events. A new size is a new mount. */
function surfaceOn(stdout: WriteStream, { columns, rows }: Size) {
  let open = true;
  const stream = {
    isTTY: true,
    columns,
    rows,
    write: (data: string, ...rest: readonly unknown[]) => {
      const callback = rest.find((each): each is () => void => typeof each === "function");
      if (open) return stdout.write(data, callback);
      if (callback !== undefined) setImmediate(callback);
      return true;
    },
    on: () => stream,
    once: () => stream,
    off: () => stream,
    removeListener: () => stream,
  };
  const close = () => {
    open = false;
  };
  // Ink's options ask for a whole tty stream; these members are all that it uses of one.
  return { stream: stream as unknown as WriteStream, close };
}
