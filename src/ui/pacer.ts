/** Draws at once when the last frame is old enough, else when it is; never more often than every `interval` ms. */

export type Pacer = {
  /** Something may look different. */
  request(): void;
  close(): void;
};

export function createPacer(draw: () => void, interval: number, congested: () => boolean): Pacer {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const go = () => {
    timer = undefined;
    if (closed) return;
    if (congested()) {
      timer = setTimeout(go, interval);
      return;
    }
    last = performance.now();
    draw();
  };
  return {
    request() {
      if (closed || timer !== undefined) return;
      const wait = interval - (performance.now() - last);
      if (wait <= 0) go();
      else timer = setTimeout(go, wait);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
