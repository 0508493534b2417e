/** A session at whose output somebody looks: has the shell come up, and what were its last words if not. */
import type { TerminalSession } from "../engine/engine.ts";
import type { Connect } from "./attach-terminal.ts";
import { splitAt } from "./end-mark.ts";

export type Watched = {
  readonly connect: Connect;
  /** The mark was printed. */
  marked(): boolean;
  /** Somebody typed, so something was there to type at. */
  typed(): boolean;
  /** The last of what it printed, as it came. */
  lastOutput(): string;
};

/** Bytes of output that are remembered. */
const REMEMBERED = 4096;

/** `mark` is taken out of the output. */
export function watched(inner: Connect, mark: string | undefined): Watched {
  let marked = false;
  let typed = false;
  let last = Buffer.alloc(0);
  const split = mark === undefined ? undefined : splitAt(mark);
  const seen = (chunk: Uint8Array): Buffer => {
    if (split === undefined || marked) return Buffer.from(chunk);
    const { data, found } = split(chunk);
    marked = found;
    return data;
  };
  const watch = (session: TerminalSession): TerminalSession => ({
    ...session,
    write: (data) => {
      typed = true;
      session.write(data);
    },
    onData: (listener) => {
      session.onData((chunk) => {
        const data = seen(chunk);
        last = Buffer.concat([last, data]).subarray(-REMEMBERED);
        if (data.length > 0) listener(data);
      });
    },
  });
  return {
    connect: async (columns, rows) => watch(await inner(columns, rows)),
    marked: () => marked,
    typed: () => typed,
    lastOutput: () => last.toString(),
  };
}
