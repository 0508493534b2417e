// What the set-up says: one line per step that did something, on standard error, with the time of the long ones.
// On a terminal the line counts the seconds while the step runs; without one it is printed when the step is done, and a
// step that takes long is announced, so that a log tells where the time goes.

const live = process.stderr.isTTY === true && process.env.CI === undefined;
const colours = process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
const dim = (text) => (colours ? `\u001b[2m${text}\u001b[22m` : text);
const head = () => dim("set-up:");

/** A reason to stop that the person can act on. `lines` are printed as they are; `code` is the exit code. */
export class SetupError extends Error {
  constructor(lines, code = 1) {
    const list = Array.isArray(lines) ? lines : [lines];
    super(list.join("\n"));
    this.name = "SetupError";
    this.lines = list;
    this.code = code;
  }
}

/** Milliseconds. */
const announceAfter = 20_000;

/** Prints one line. */
export function say(line) {
  process.stderr.write(`${head()} ${line}\n`);
}

/**
 * Runs `work` under one line. `doing` is what is being done; `done(result)` may give another text for the finished line.
 * Takes longer than a second: the time is added. Throws what `work` throws, after ending the line.
 */
export async function step(doing, work, done = () => doing) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const paint = () => process.stderr.write(`\r\u001b[K${head()} ${doing}… ${Math.floor(seconds())} s`);
  const timer = live ? setInterval(paint, 1000) : setTimeout(() => say(`${doing}…`), announceAfter);
  if (live) paint();
  const end = () => {
    clearInterval(timer);
    if (live) process.stderr.write("\r\u001b[K");
  };
  try {
    const result = await work();
    end();
    say(`${done(result)}${seconds() >= 1 ? ` (${seconds().toFixed(1)} s)` : ""}`);
    return result;
  } catch (error) {
    end();
    throw error;
  }
}
