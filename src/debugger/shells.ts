/** Shells of a session: in the layer of a step, in its container while it runs, or in a debug image beside its layer. */
import type { OpenShell } from "./open-shell.ts";
import { runningAt } from "./session.ts";
import { shellAhead } from "./shell-ahead.ts";
import { openInImage } from "./shell-in-image.ts";
import { layerShell, openInLayer } from "./shell-in-layer.ts";
import { openInRunning } from "./shell-in-running.ts";
import { placeOf } from "./shell-place.ts";
import type { OpenAsked, ShellOptions } from "./shell-start.ts";

export type SessionShells = {
  /** Opens one in a step. Throws UserError with a sentence when there is nothing to enter. */
  open(step: number, asked: OpenAsked): Promise<OpenShell>;
  /** Gives up what was made ready for a shell that nobody asked for; its removal goes to the background. */
  close(): void;
};

export function shellsIn(options: ShellOptions): SessionShells {
  let numbers = 0;
  const newNumber = () => ++numbers;
  const ahead = shellAhead(options, newNumber);
  return {
    open: async (index, asked) => {
      const session = options.driver.session();
      const running = runningAt(session, index);
      if (running !== undefined) return openInRunning(options, index, running.run, asked);
      // the instruction's own shell is in its own layer
      if (options.debugImage !== undefined && !asked.own) return openInImage(options, index, options.debugImage, newNumber());
      const place = placeOf(session, index);
      const { ready, shells } = await ahead.take(place, asked);
      return openInLayer(options, ready ?? (await layerShell(options, place, { ...asked, number: newNumber(), shells })), asked);
    },
    close: ahead.close,
  };
}
