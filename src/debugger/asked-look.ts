/** What a look asks for: the key under which its answer holds, and how it is found. */
import type { StageState } from "../builder/state.ts";
import type { BuildContext } from "../builder/step-context.ts";
import { compareLogs } from "../look/compare-logs.ts";
import { accountOf } from "../look/context-account.ts";
import type { LayerFiles } from "../look/layer-files.ts";
import { attemptOf } from "./attempts.ts";
import { contextReaders } from "./context-readers.ts";
import { layersAt, layersBetween } from "./layers-at.ts";
import type { Found, Look } from "./looks.ts";
import type { Outputs } from "./outputs.ts";
import { isDone, type Session, stateBefore } from "./session.ts";
import { type NoPlace, placeAt } from "./shell-place.ts";

export type Asked = {
  readonly key: string;
  readonly find: (files: LayerFiles, signal: AbortSignal) => Promise<Found[keyof Found]>;
  /** What of it is there before it is looked up. */
  readonly early?: (files: LayerFiles) => Found[keyof Found] | undefined;
};

export type LookSources = { readonly build: Pick<BuildContext, "files">; readonly outputs: Pick<Outputs, "ofAttempt"> };

/** By the ids of layers where it is about those: they tell the same whatever becomes of the session. */
export function askedBy(session: Session, look: Look, { build, outputs }: LookSources): Asked | NoPlace {
  const { step } = look;
  switch (look.what) {
    case "folder":
    case "text": {
      const { what, path } = look;
      const place = placeAt(session, step);
      if ("why" in place) return place;
      const { image } = place;
      return { key: [what, image, path].join(" "), find: (files) => files[what](image, path) };
    }
    case "changes":
    case "difference": {
      const layers = look.since === undefined ? layersAt(session, step) : layersBetween(session, look.since, step);
      if ("why" in layers) return layers;
      const after = "container" in layers ? layers.container : layers.after;
      const key = [look.what, layers.before, after].join(" ");
      const early = (files: LayerFiles) => files.early.known({ before: layers.before, after })?.changes;
      if (look.what === "changes") return { key, find: (files) => files.changes(layers), early };
      const { path } = look;
      return { key: `${key} ${path}`, find: (files) => files.difference(layers, path) };
    }
    case "logs":
    case "layers": {
      const { what, run, other } = look;
      const [after, before] = [attemptOf(session, step, run), attemptOf(session, step, other)];
      if (after === undefined || before === undefined) return { why: "That attempt is not remembered any more." };
      if (what === "logs")
        return {
          key: ["logs", step, other, run].join(" "),
          find: async () => compareLogs(outputs.ofAttempt(before), outputs.ofAttempt(after)),
        };
      if (after.image === undefined || before.image === undefined)
        return { why: `Attempt ${after.image === undefined ? run : other} left no layer to compare.` };
      const layers = { before: before.image, after: after.image };
      return { key: ["changes", layers.before, layers.after].join(" "), find: (files) => files.changes(layers) };
    }
    case "context": {
      // what takes what is known better the further the build has come; the files may be others at any time
      const known = session.plan.steps.filter(({ index }) => isDone(session, index)).length;
      return {
        key: ["context", known, look.again, session.plan.text].join(" "),
        find: (_, signal) => accountOf(build, contextReaders(session), signal),
      };
    }
    case "watch": {
      const place = look.before ? beforeStep(session, step) : placeAt(session, step);
      if ("why" in place) return place;
      const { image, stage } = place;
      const asked = commandIn({ ...stage, image }, look.command);
      if ("why" in asked) return asked;
      return { key: `watch ${JSON.stringify(asked)}`, find: (files) => files.run(asked) };
    }
  }
}

/** A command by the shell that holds in the layer of `stage`. */
export function commandIn({ image, config }: Pick<StageState, "image" | "config">, command: string): CommandToRun | NoPlace {
  if (image === undefined) return { why: "There is nothing in it yet." };
  const { User: user = "", WorkingDir = "", Env: env = [], Shell = [] } = config;
  const argv = [...(Shell?.length ? Shell : ["/bin/sh", "-c"]), command];
  return { image, argv, env, user, workdir: WorkingDir || "/" };
}

type CommandToRun = Parameters<LayerFiles["run"]>[0];

type Surroundings = { readonly image: string | undefined; readonly stage: StageState };

function beforeStep(session: Session, step: number): Surroundings | NoPlace {
  const { stage } = stateBefore(session, step);
  return stage === undefined ? { why: "There is no layer before it." } : { image: stage.image, stage };
}
