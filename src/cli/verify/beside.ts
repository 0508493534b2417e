/** What `V` does: proves an image beside the session on the screen, of which it says nothing but a sentence. */
import fs from "node:fs";
import path from "node:path";
import { runningSteps, type Session } from "../../debugger/session.ts";
import type { VerifyPort } from "../../debugger/verify-port.ts";
import { textOfBytes } from "../../dockerfile/bytes.ts";
import type { Invocation } from "../invocation.ts";
import { NoCleanImage } from "./clean-build.ts";
import { isSame, type Verified, verifyImage } from "./verify-image.ts";
import { noImageWords, reportLines, verdict } from "./words.ts";

export const verifyBeside =
  (invocation: Invocation, env: NodeJS.ProcessEnv): VerifyPort =>
  async ({ image, cleanBelow, text, onProgress, signal }) => {
    const source = { ...invocation.source, text: onDisk(invocation) ?? text };
    try {
      const verified = await verifyImage(
        { image, cleanBelow },
        { ...invocation, source },
        {
          env,
          told: () => {},
          onSession:
            ({ controller }) =>
            () =>
              onProgress(progressWords(controller.snapshot().session)),
          onCompare: () => onProgress("both images are compared"),
          signal,
        },
      );
      return verdict(verified, writeReport(verified));
    } catch (error) {
      if (error instanceof NoCleanImage) return noImageWords(error);
      throw error;
    }
  };

/** Returns the file that has all that differs. */
function writeReport(verified: Verified): string {
  const file = path.join(verified.folder, "verify.txt");
  if (isSame(verified)) return file;
  try {
    fs.writeFileSync(
      file,
      reportLines(verified)
        .map((line) => `${line}\n`)
        .join(""),
      { mode: 0o600 },
    );
    return file;
  } catch (error) {
    return (error as Error).message;
  }
}

function onDisk({ source }: Invocation): string | undefined {
  try {
    return source.file === undefined ? undefined : textOfBytes(fs.readFileSync(source.file));
  } catch {
    return undefined;
  }
}

function progressWords(session: Session): string {
  const [running] = runningSteps(session);
  if (running === undefined) return "the Dockerfile is built clean";
  const line = session.plan.steps[running]?.instruction.span.line;
  return `step ${running + 1} of ${session.plan.steps.length}, line ${line}, of a clean build`;
}
