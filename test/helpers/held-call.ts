/** A call to the engine that a test holds. */
export type HeldCall = {
  /** The next call is made, and does nothing before `end`; it fails where that is given an error. */
  hold(): { readonly begun: Promise<void>; end(error?: Error): void };
  /** What the call waits for. */
  wait(): Promise<void>;
};

export function heldCall(): HeldCall {
  let next: (() => Promise<void>) | undefined;
  return {
    wait: async () => next?.(),
    hold: () => {
      let end = (_?: Error): void => {};
      const begun = new Promise<void>((resolve) => {
        next = () => {
          next = undefined;
          return new Promise<void>((ended, failed) => {
            end = (error) => (error === undefined ? ended() : failed(error));
            resolve();
          });
        };
      });
      return { begun, end: (error) => end(error) };
    },
  };
}
