/** Standard input as bytes, as they are typed, and as it was afterwards. */
import type { ReadStream } from "node:tty";

export type Keyboard = {
  /** Bytes typed so far, then all that follow. One listener. */
  onTyped(listener: (data: Uint8Array) => void): void;
  /** After the process was stopped and continued: whoever had the terminal meanwhile may have changed it. */
  again(): void;
  giveBack(): void;
};

/** `onEnd`: nothing more will ever be typed. */
export function takeKeyboard(stdin: ReadStream, onEnd: () => void): Keyboard {
  const wasRaw = stdin.isRaw;
  const wasFlowing = stdin.readableFlowing === true;
  const encoding = stdin.readableEncoding;
  let early: Uint8Array[] | undefined = [];
  let listener = (data: Uint8Array): void => {
    early?.push(data);
  };

  stdin.setRawMode(true);
  if (encoding !== null) {
    // Somebody wants strings of this stream. Those already made are passed on; from here on a character is a byte.
    for (let text: unknown = stdin.read(); typeof text === "string"; text = stdin.read()) listener(Buffer.from(text, encoding));
    stdin.setEncoding("latin1");
  }
  const onData = (data: Buffer | string): void => listener(typeof data === "string" ? Buffer.from(data, "latin1") : data);
  stdin.on("data", onData).on("end", onEnd).on("error", onEnd);
  stdin.resume();

  return {
    onTyped(next) {
      listener = next;
      for (const data of early ?? []) next(data);
      early = undefined;
    },
    again() {
      // Node thinks that it is raw still, and would do nothing.
      stdin.setRawMode(false);
      stdin.setRawMode(true);
    },
    giveBack() {
      stdin.off("data", onData).off("end", onEnd).off("error", onEnd);
      if (encoding !== null) stdin.setEncoding(encoding);
      if (!wasFlowing) stdin.pause();
      try {
        if (!stdin.destroyed) stdin.setRawMode(wasRaw);
      } catch {
        // A terminal that is gone has no mode.
      }
    },
  };
}
