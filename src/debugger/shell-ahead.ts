/**
 * A shell in the layer of the step that failed, made ready while the failure is read: the shells that the layer has are looked up, and
 * the container is made, but not started. Nothing waits for it, and it is gone when the session goes on.
 */

import { surroundings } from "../builder/instructions/run.ts";
import { isThere } from "../builder/kept.ts";
import { type Failure, failureHere, isBusy, leftLayer, position, type Session } from "./session.ts";
import { discardShell, type LayerShell, layerShell, searchOf } from "./shell-in-layer.ts";
import { type Place, placeAt } from "./shell-place.ts";
import { choicesIn, type OpenAsked, type ShellOptions, type Shells } from "./shell-start.ts";

export type ShellAhead = {
  /** What of a shell at `place` is ready, which is the caller's then: all of it, or which shells there are, or nothing. */
  take(place: Place, asked: OpenAsked): Promise<{ readonly ready?: LayerShell; readonly shells?: Shells }>;
  /** Gives up what nobody took, in the background. */
  close(): void;
};

/** `making`: absent where the container would hold what others may want. */
type Ahead = { readonly place: Place; readonly looking: Promise<Shells>; readonly making?: Promise<LayerShell> };

/** `newNumber`: of the next shell of the session. */
export function shellAhead(options: ShellOptions, newNumber: () => number): ShellAhead {
  const { build, driver, port } = options;
  if (port.preload === undefined || options.debugImage !== undefined) return { take: async () => ({}), close: () => {} };
  let seen = driver.session();
  // of what failed in an earlier process a person may want anything
  let failure = standingAt(seen);
  let ahead: Ahead | undefined;

  const drop = (): void => {
    if (ahead === undefined) return;
    const { looking, making } = ahead;
    ahead = undefined;
    build.background(Promise.allSettled([looking, making?.then((made) => discardShell(options, made))]));
  };
  const begin = (place: Place): Ahead => {
    port.preload?.();
    const number = newNumber();
    const looking = shellsThere(options, place, number);
    looking.catch(() => {}); // who opens a shell looks again, and is told
    if (!sharesNothing(options, place)) return { place, looking };
    const making = layerShell(options, place, { own: false, number, shells: looking });
    making.catch(() => {});
    return { place, looking, making };
  };
  const look = (): void => {
    const session = driver.session();
    if (session === seen) return;
    seen = session;
    const now = standingAt(session);
    if (now === failure) return;
    failure = now;
    drop();
    const place = leftLayer(now) ? placeAt(session, position(session)) : undefined;
    if (place !== undefined && !("why" in place)) ahead = begin(place);
  };
  const forget = driver.subscribe(look);
  return {
    take: async (place, { own }) => {
      if (own || ahead === undefined || !isSame(ahead.place, place)) return {};
      const { looking, making } = ahead;
      ahead = undefined;
      const ready = await making?.catch(() => undefined);
      if (ready !== undefined) {
        if (await isThere(build.engine, ready.container).catch(() => false)) return { ready };
        build.background(discardShell(options, ready));
      }
      const shells = await looking.catch(() => undefined);
      return shells === undefined ? {} : { shells };
    },
    close: () => {
      forget();
      drop();
    },
  };
}

/** While nothing runs: of the step that would run next. */
const standingAt = (session: Session): Failure | undefined => (isBusy(session) ? undefined : failureHere(session));

/** Of the layer itself. A busybox, which may come from a registry, is brought for nobody who has not asked for a shell. */
async function shellsThere(options: ShellOptions, place: Place, number: number): Promise<Shells> {
  const choices = await choicesIn(options, ...searchOf(options, place, { own: false, number }));
  if (choices.length === 0) throw new Error("the layer has no shell");
  return { choices, mounts: [] };
}

/** No cache is held that another build may wait for, and no secret is brought anywhere before somebody asks for a shell. */
function sharesNothing({ build }: ShellOptions, { step: { instruction }, stage }: Place): boolean {
  return surroundings(build, stage).proxies.length === 0 && (instruction.kind !== "run" || instruction.mounts.length === 0);
}

/** Another text of the Dockerfile, or another state of the session, has other steps and stages. */
const isSame = (one: Place, other: Place): boolean =>
  one.step === other.step && one.image === other.image && one.stage === other.stage;
