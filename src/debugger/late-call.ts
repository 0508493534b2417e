/** A call that is made some time after it was asked for, unless it is taken back before. `ms`: that time, in milliseconds. */
export function lateCall(ms: number): { ask(call: () => void): void; takeBack(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    ask: (call) => {
      clearTimeout(timer);
      timer = setTimeout(call, ms);
    },
    takeBack: () => clearTimeout(timer),
  };
}
