/** `IMAGE|STEP:PATH`: what it names, found in the engine and in what the last session left. */
import fs from "node:fs";
import path from "node:path";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type LayerRecord, newestRecord } from "../store/layers.ts";

export type CpSource = { readonly image: string; readonly path: string; readonly words: string };

/** Splits at the first `:/`: no name of an image has one. Throws UserError. */
export function splitSource(text: string): { readonly name: string; readonly path: string } {
  const [, name, file] = /^(.+?):(\/[\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || file === undefined) {
    throw new UserError({ message: `"${text}" names no path`, hint: "write IMAGE:/path, LINE:/path or STAGE:LINE:/path" });
  }
  return { name, path: file };
}

/** `STEP` is a line of the Dockerfile, or `stage:line`. */
export function readStep(name: string): { readonly stage?: string; readonly line: number } | undefined {
  const [, stage, line] = /^(?:([\w.-]+):)?([1-9]\d*)$/.exec(name) ?? [];
  return line === undefined ? undefined : { ...(stage !== undefined && { stage }), line: Number(line) };
}

/** Throws UserError, EngineLostError. `file`: the Dockerfile a step is of; undefined: any in the current folder. */
export async function findSource(
  engine: Engine,
  text: string,
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<CpSource> {
  const { name, path: inside } = splitSource(text);
  const step = readStep(name);
  const record = step && newestRecord(env, (dockerfile) => isMeant(dockerfile, file));
  const found = step && record && layerOf(record, step);
  if (found !== undefined) return { image: found.image, path: inside, words: `${found.words} of ${record?.dockerfile}` };
  const image = await engine.image(name);
  if (image !== undefined) return { image: image.id, path: inside, words: `image ${name}` };
  if (step === undefined)
    throw new UserError({ message: `there is no image ${name}`, hint: `docker pull ${name}, or name a step by its line` });
  throw new UserError(
    record === undefined
      ? {
          message: `no session of a Dockerfile in ${process.cwd()} is known`,
          hint: "build it first: dbuild build . or dbuild tui",
        }
      : { message: `step ${name} has no layer in the newest session of ${record.dockerfile}`, hint: linesWith(record) },
  );
}

function isMeant(dockerfile: string, file: string | undefined): boolean {
  if (file !== undefined) return dockerfile === path.resolve(file);
  return path.dirname(dockerfile) === process.cwd() || path.dirname(dockerfile) === fs.realpathSync(process.cwd());
}

function layerOf({ layers }: LayerRecord, { stage, line }: { readonly stage?: string; readonly line: number }) {
  const of = layers.filter(
    (each) => stage === undefined || each.stage === stage.toLowerCase() || String(each.stageIndex) === stage,
  );
  const layer = of.find((each) => each.line <= line && line <= each.endLine);
  return layer && { image: layer.image, words: `${layer.failed ? "the failed layer" : "the layer"} of line ${layer.line}` };
}

const linesWith = ({ layers }: LayerRecord): string =>
  layers.length === 0
    ? "none of its steps has one"
    : `lines with a layer: ${[...new Set(layers.map(({ line }) => line))].join(", ")}`;
