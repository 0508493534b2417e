/** Puts the frames on a terminal: Ink renders them, painter.ts writes what changed. */

import type { ReadStream, WriteStream } from "node:tty";
import { render } from "ink";
import { Rows } from "./app.tsx";
import type { Size } from "./layout.ts";
import { difference } from "./painter.ts";
import { restoreEnv } from "./quiet-env.ts";
import type { Ui } from "./ui.ts";

restoreEnv();

/** Draws on a blank screen until the function it returns is called; nothing is written after that, not even Ink's last frame. */
export function mount(ui: Pick<Ui, "frame" | "subscribe">, stdin: ReadStream, stdout: WriteStream, size: Size): () => void {
  const surface = surfaceOn(stdout, size);
  const picture = () => <Rows rows={ui.frame().rows} />;
  const ink = render(picture(), {
    stdin,
    stdout: surface.stream,
    exitOnCtrlC: false,
    patchConsole: false,
    // Every frame arrives whole and at once; pace and differences are ours (pacer.ts, painter.ts).
    debug: true,
  });
  const unsubscribe = ui.subscribe(() => ink.rerender(picture()));
  return () => {
    unsubscribe();
    surface.close();
    ink.unmount();
  };
}

/** What Ink may know of the terminal: a size that stays, and frames to write. A new size is a new mount. */
function surfaceOn(stdout: WriteStream, { columns, rows }: Size) {
  let open = true;
  let last: readonly string[] = Array.from({ length: rows }, () => "");
  const stream = {
    isTTY: true,
    columns,
    rows,
    write: (frame: string) => {
      if (!open || frame === "") return true;
      const next = frame.split("\n");
      const changes = difference(last, next, columns);
      last = next;
      return changes === "" || stdout.write(changes);
    },
    on: () => stream,
    off: () => stream,
  };
  const close = () => {
    open = false;
  };
  // Ink's options ask for a whole tty stream; in this mode these members are all that it uses of one.
  return { stream: stream as unknown as WriteStream, close };
}
