// The frame of every script here: runs it, prints a SetupError as its lines, sets the exit code.
import { EngineAnswer } from "./engine-api.mjs";
import { endOnInterrupt, wasInterrupted } from "./processes.mjs";
import { SetupError } from "./say.mjs";

/** `work` resolves with the exit code (0 when it names none). `farewell()` is the line said on an interrupt, if any. */
export async function mainly(work, farewell = () => undefined) {
  endOnInterrupt(farewell);
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (wasInterrupted()) return; // what failed is what we killed; endOnInterrupt() exits
    const lines = wordsOf(error);
    process.stderr.write(`${lines.join("\n")}\n`);
    process.exitCode = error instanceof SetupError ? error.code : 1;
  }
}

function wordsOf(error) {
  if (error instanceof SetupError) return error.lines;
  if (error instanceof EngineAnswer) return [`the engine refused: ${error.message} (status ${error.status})`];
  return [error?.stack ?? String(error)];
}
