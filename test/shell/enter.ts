/** Run in a pty by the tests: enters the container named in its arguments and tells what is left of the terminal. */

import { connectEngine } from "../../src/engine/docker/connect.ts";
import { openTerminal } from "../../src/shell/enter-container.ts";

const [container = "", ...flags] = process.argv.slice(2);
const { stdin, stdout } = process;

// As a UI leaves it: strings wanted, cooked, not flowing.
if (flags.includes("strings")) stdin.setEncoding("utf8");
if (flags.includes("handler")) {
  process.on("SIGTERM", () => {
    stdout.write("HANDLED\r\n");
    process.exitCode = 42;
  });
}
const listeners = (): string =>
  [
    stdin.listenerCount("data"),
    stdout.listenerCount("resize"),
    process.listenerCount("SIGTERM"),
    process.listenerCount("exit"),
  ].join();

const engine = await connectEngine(process.env);
const before = listeners();
try {
  const exec = flags.includes("exec") ? ["sh"] : undefined;
  const entered = openTerminal(engine, { container, ...(exec && { exec }) }, { stdin, stdout }, process.env);
  // the terminal is taken by now: a key before that would be the one of a cooked terminal, and end this program
  stdout.write("START\r\n");
  const { code } = await entered;
  stdout.write(`\r\nLEFT ${code} raw=${stdin.isRaw} listeners=${listeners() === before} encoding=${stdin.readableEncoding}\r\n`);
} catch (error) {
  stdout.write(`\r\nFAILED ${error instanceof Error ? error.message : String(error)} raw=${stdin.isRaw}\r\n`);
}
engine.close();
