/** Proves beside the session that the Dockerfile gives the image the session built; what comes of it is a notice. */
import { type BuiltImage, builtImage } from "./built-image.ts";
import { type Accepted, accepted, type Refused, refused } from "./commands/command.ts";
import type { Driver } from "./driver.ts";
import type { Notice } from "./notices.ts";
import type { VerifyPort } from "./verify-port.ts";

export type Verifying = {
  /** The image that was built last: editing the Dockerfile takes the session's result away, not this. */
  built(): BuiltImage | undefined;
  isRunning(): boolean;
  start(): Accepted<undefined> | Refused;
  /** Stops what runs, and waits for its end. */
  close(): Promise<void>;
};

export function verifying(driver: Driver, port: VerifyPort | undefined, tell: (notice: Notice) => void): Verifying {
  const stop = new AbortController();
  let last = builtImage(driver.session());
  let work: Promise<void> | undefined;
  const observe = (): void => {
    last = builtImage(driver.session()) ?? last;
  };
  const stopObserving = driver.subscribe(observe);
  const say = (text: string, until: Notice["until"]): void => {
    if (!stop.signal.aborted) tell({ topic: "verify", text, until });
  };
  const run = async ({ image, cleanBelow }: BuiltImage, verify: VerifyPort): Promise<void> => {
    say("Verifying beside this: the Dockerfile is built clean.", "withdrawn");
    const onProgress = (words: string): void => say(`Verifying beside this: ${words}.`, "withdrawn");
    const { text } = driver.session().plan;
    try {
      say(await verify({ image, cleanBelow, text, onProgress, signal: stop.signal }), "start");
    } catch (error) {
      say(`Verifying ended: ${error instanceof Error ? error.message : String(error)}`, "start");
    } finally {
      work = undefined;
      driver.touch();
    }
  };
  return {
    built: () => last,
    isRunning: () => work !== undefined,
    start: () => {
      if (last === undefined || port === undefined) return refused("That cannot be done here.");
      work = run(last, port);
      return accepted(undefined);
    },
    close: async () => {
      stopObserving();
      stop.abort();
      await work;
    },
  };
}
