/** Several `dbuild build` of one Dockerfile at the same time. */
import { dbuildFile, type Ran, run } from "./dbuild.ts";

/** Longer than any of these builds takes on a busy machine: who is still there then hangs. */
const patience = 240_000;

/** `words(number)`: what comes behind `dbuild build`. One that does not end counts as failed, with code null. */
export function buildAtOnce(count: number, words: (number: number) => readonly string[]): Promise<readonly Ran[]> {
  return Promise.all(
    Array.from({ length: count }, (_, number) =>
      run(process.execPath, [dbuildFile, "build", ...words(number)], { signal: AbortSignal.timeout(patience) }).catch(
        (error: Error): Ran => ({ code: null, stdout: "", stderr: `it did not end: ${error.message}` }),
      ),
    ),
  );
}
