/** Failed layers that earlier sessions of the Dockerfile left: which the session takes up, and which are still for a later one. */
import type { OwnController } from "../debugger/create-controller.ts";
import type { Engine } from "../engine/engine.ts";
import type { LeftLayer } from "../store/layers.ts";
import { leftLayersText, stillRuns, thoseThere } from "./left-layers.ts";

export type EarlierWork = {
  /** Those that are none of this session's concern yet. */
  readonly others: () => readonly LeftLayer[];
  /** Offers those that the engine has. Never throws. */
  readonly offer: () => Promise<void>;
  /** The same once the sweep, which said these lines, has made layers of others. Never throws. */
  readonly afterSweep: (lines: readonly string[]) => Promise<void>;
};

type Options = {
  readonly engine: Engine;
  readonly controller: Pick<OwnController, "found" | "tell">;
  readonly left: readonly LeftLayer[];
  /** The screen takes up what is there, and says so; a build only hands it on. */
  readonly onScreen: boolean;
  readonly noCache: boolean;
};

export function earlierWork({ engine, controller, left, onScreen, noCache }: Options): EarlierWork {
  let others = left;
  let missing = left;
  /** Those that the engine does not have. */
  const offered = async (layers: readonly LeftLayer[]): Promise<readonly LeftLayer[]> => {
    const there = await thoseThere(engine, layers);
    if (there.length === 0) return layers;
    const isThere = ({ tag }: LeftLayer) => there.some((each) => each.tag === tag);
    if (onScreen) {
      if (!noCache) {
        others = others.filter((each) => !isThere(each));
        controller.found(there);
      }
      controller.tell({ topic: "earlier sessions", text: leftLayersText(there, !noCache), until: "command" });
    }
    return layers.filter((each) => !isThere(each));
  };
  return {
    others: () => others,
    offer: async () => {
      missing = await offered(left);
    },
    afterSweep: async (lines) => {
      const gone = missing.length === 0 ? [] : await offered(missing);
      others = others.filter((each) => !gone.includes(each) || stillRuns(each, lines));
    },
  };
}
