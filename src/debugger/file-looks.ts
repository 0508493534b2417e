/** Breakpoints on files need to know what a step changed: looked up as soon as its layer is there, and only while one of them is on. */
import type { BuildState, StageState } from "../builder/state.ts";
import type { Step } from "../builder/steps.ts";
import type { Change } from "../look/found.ts";
import type { Layers } from "../look/layer-files.ts";
import { onFiles, type WrittenFiles, writtenFiles } from "./breakpoints/written.ts";
import { hasLayer, indexOf, type Session, stateBefore } from "./session.ts";

/** How changes are had, and who is told that they cannot. */
export type FileLooks = {
  /** Every path by itself. Throws UserError, EngineLostError. */
  readonly changed: (step: Step, layers: Layers) => Promise<readonly Change[]>;
  readonly failed: (step: Step, why: unknown) => void;
};

type Holder = { session(): Session; subscribe(listener: () => void): () => void };

/** `made`: the step's layer is there; a second call asks nothing again. Who stops what runs does not wait for it. */
export type LayerWatch = {
  made(stage: StageState): Promise<void>;
  /** Undefined: nothing of them is known. */
  written(state: BuildState): Promise<WrittenFiles | undefined>;
};

export function watchLayer(step: Step, { session, subscribe }: Holder, looks: FileLooks | undefined): LayerWatch {
  let under: Promise<WrittenFiles | undefined> | undefined;
  const look = async (after: string | undefined): Promise<WrittenFiles | undefined> => {
    const now = session();
    // triggers of another stage's base may have come before it meanwhile
    const before = stateBefore(now, indexOf(now, step.id) ?? step.index).stage?.image;
    if (looks === undefined || !hasLayer(step) || before === after || onFiles(now.breakpoints).length === 0) return undefined;
    const stopped = stopping({ session, subscribe });
    try {
      const changes = await Promise.race([looks.changed(step, { before, after }), stopped.asked]);
      return changes && writtenFiles(now.breakpoints, changes);
    } catch (error) {
      looks.failed(step, error);
      return undefined;
    } finally {
      stopped.forget();
    }
  };
  const once = ({ image }: StageState): Promise<WrittenFiles | undefined> => {
    under ??= look(image);
    return under;
  };
  return {
    made: async (stage) => void (await once(stage)),
    written: async ({ stage }) => (stage === undefined ? undefined : once(stage)),
  };
}

/** `asked` settles when the person stops what runs. */
function stopping({ session, subscribe }: Holder): { readonly asked: Promise<undefined>; readonly forget: () => void } {
  let forget = (): void => {};
  const asked = new Promise<undefined>((resolve) => {
    const look = (): void => {
      const { status } = session();
      if (status.kind !== "running" || status.aborting) resolve(undefined);
    };
    forget = subscribe(look);
    look();
  });
  return { asked, forget };
}
