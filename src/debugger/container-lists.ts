/** Has the engine's list of a step's container asked for before the container goes, where that is worth it. */
import type { StageState } from "../builder/state.ts";
import type { Attempt } from "../builder/step-context.ts";
import type { EarlyChanges } from "../look/early-changes.ts";
import { type ListAsked, listCost } from "./list-cost.ts";

export type ContainerLists = { attempt(attempt: ListedAttempt): AttemptLists };

/** `stage`: what the step stands on; `onFailed`: it runs on its failed layer. `ms`: how long it has taken. */
export type ListedAttempt = { readonly stage: StageState | undefined; readonly onFailed: boolean; ms(): number };

export type AttemptLists = {
  /** It has failed, and its layer is about to be written. */
  failing(container: string): void;
  readonly beforeRemoval: NonNullable<Attempt["beforeRemoval"]>;
  /** Its end is told. `stands`: nothing runs now. Lists wait for that. */
  ended(stands: boolean): void;
};

/** `told`: there is a list more. */
export function containerLists(early: Pick<EarlyChanges, "beforeRemoval" | "failed">, told: () => void): ContainerLists {
  const cost = listCost();
  return {
    attempt: ({ stage, onFailed, ms }) => {
      const { base, size = 0 } = stage ?? {};
      let ended: (stands: boolean) => void = () => {};
      const end = new Promise<boolean>((resolve) => {
        ended = resolve;
      });
      const learn = (took: number): void => cost.learn(base, took);
      return {
        ended,
        failing: (container) => {
          // of one that was made of the failed layer the list tells what changed in that
          if (!onFailed) void early.failed(container, stage?.image, learn).then(told);
        },
        beforeRemoval: async (container, { awaited, ...layer }) => {
          const isWorth = (meanwhile: ListAsked["meanwhile"]): boolean => cost.isWorth({ base, size, took: ms(), meanwhile });
          const worth = awaited
            ? Promise.resolve(isWorth("waiting"))
            : end.then((stands) => isWorth(stands ? "nothing" : "steps"));
          await early.beforeRemoval({ container, ...layer }, worth, learn);
          told();
        },
      };
    },
  };
}
