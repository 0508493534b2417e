/**
 * When to draw. What a program prints can wait a little, and must leave the machine to the build; a key wants its answer.
 * Draws at once when the last frame is old enough, else as soon as it is.
 */

export type Pacer = {
  /** Something may look different. `urgent`: a person is waiting for it. */
  request(urgent?: boolean): void;
  close(): void;
};

export type Pace = {
  /** Least milliseconds from the end of a frame to the next one. */
  readonly calm: number;
  /** The same for an urgent one. */
  readonly urgent: number;
};

export const usualPace: Pace = { calm: 50, urgent: 12 };

export function createPacer(draw: () => void, pace: Pace, congested: () => boolean): Pacer {
  let last = Number.NEGATIVE_INFINITY;
  let rest = pace.calm;
  let timer: NodeJS.Timeout | undefined;
  let hurried = false;
  let closed = false;
  const go = () => {
    timer = undefined;
    hurried = false;
    if (closed) return;
    if (congested()) {
      timer = setTimeout(go, pace.calm);
      return;
    }
    const start = performance.now();
    last = start;
    draw();
    // React draws in a microtask that it has queued by now.
    queueMicrotask(() => {
      last = performance.now();
      // A large screen on a slow machine gets fewer frames, never more than a third of the time.
      rest = Math.max(pace.calm, 2 * (last - start));
    });
  };
  return {
    request(urgent = false) {
      if (closed || (timer !== undefined && (hurried || !urgent))) return;
      clearTimeout(timer);
      hurried = urgent;
      const wait = (urgent ? pace.urgent : rest) - (performance.now() - last);
      if (wait <= 0) go();
      else timer = setTimeout(go, wait);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
