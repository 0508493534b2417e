// What is true of a stage between two instructions, as far as it is known before anything runs.

import { defaultPath } from "../builder/default-path.ts";
import type { Platform } from "../builder/platform.ts";
import type { Instruction, Stage } from "../dockerfile/program.ts";
import type { BaseImage } from "./facts.ts";
import type { Scope, Value } from "./scope.ts";

/** Changes as the stage is walked through; a stage FROM it begins with a copy of its end. */
export type StageState = {
  /** What expansion sees: ENV, and ARG with a value. */
  values: Map<string, Value>;
  /** ENV alone, with the base's: applied again where a stage is FROM this one. */
  env: Map<string, Value>;
  /** False: the base image may bring variables nobody knows. */
  complete: boolean;
  /** ARG names, with and without a value. */
  declared: Set<string>;
  /** SHELL was given, here or in the base. */
  hasShell: boolean;
  /** A WORKDIR was given in this Dockerfile. */
  workdirSet: boolean;
  /** Undefined: unknown. */
  workdir: string | undefined;
  platform: Platform;
  /** At the least, with those of the base; undefined: unknown. */
  layers: number | undefined;
  /** Of them, the base image's. */
  baseLayers: number;
  /** The last CMD, ENTRYPOINT, HEALTHCHECK of this stage alone. */
  once: Map<string, Instruction>;
  /** Texts that a stage FROM this one runs first. */
  triggers: readonly string[];
};

export type WalkedStage = { readonly stage: Stage; readonly end: StageState };

const pathName = "PATH";

export function onImage(image: BaseImage): StageState {
  const env = new Map<string, Value>(image.env.map((entry) => splitEntry(entry)));
  if (!env.has(pathName)) env.set(pathName, defaultPath);
  return {
    ...fresh(env),
    complete: true,
    hasShell: image.shell.length > 0,
    workdir: image.workdir || "/",
    platform: image.platform,
    layers: image.layers,
    baseLayers: image.layers ?? 0,
    triggers: image.onBuild,
  };
}

export function onScratch(platform: Platform): StageState {
  return onImage({ env: [], shell: [], onBuild: [], workdir: "/", platform, layers: 0 });
}

/** On an image nobody has looked at: its Env has a PATH, everything else may be. */
export function onUnknown(platform: Platform): StageState {
  return {
    ...fresh(new Map([[pathName, undefined]])),
    complete: false,
    hasShell: false,
    workdir: undefined,
    platform,
    layers: undefined,
    baseLayers: 0,
    triggers: [],
  };
}

export function onStage(parent: StageState): StageState {
  return {
    ...parent,
    values: new Map([...parent.values, ...parent.env]),
    env: new Map(parent.env),
    declared: new Set(parent.declared),
    once: new Map(),
    triggers: parent.triggers,
  };
}

export function scopeOf({ values, complete }: StageState): Scope {
  return { values, complete };
}

function fresh(env: Map<string, Value>) {
  return { values: new Map(env), env, declared: new Set<string>(), workdirSet: false, once: new Map<string, Instruction>() };
}

function splitEntry(entry: string): readonly [string, string] {
  const equals = entry.indexOf("=");
  return equals === -1 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
