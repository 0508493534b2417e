/** --debug-image on the command line: is it at hand, and the docker command that opens a shell in it beside a layer. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { checkDebugImage, debugImage, layerFolder } from "../debugger/debug-image.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";

/**
 * Before anything runs: the image is there, or pulled where the `screen` will open shells in it, or can be pulled by who wants it.
 * Throws UserError, EngineLostError.
 */
export async function readyDebugImage(
  engine: Engine,
  name: string,
  screen: boolean,
  told: (line: string) => void,
): Promise<void> {
  if (name === "") throw new UserError({ message: "--debug-image names no image", hint: "for example --debug-image debian" });
  if (!screen) return checkDebugImage(engine, name);
  await debugImage(engine, name, () => told(`pulling ${name} for --debug-image`));
}

/** The flags and the image of `docker run`; undefined where the engine or the docker command cannot mount an image. */
export async function debugImageRun(
  engine: Engine,
  layer: string,
  name: string,
  shellIn: (image: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const { apiVersion } = await engine.info();
  if (!atLeast(apiVersion, 1, 48) || !(await clientMountsImages())) return undefined;
  const image = await engine.image(name);
  const shell = image && (await shellIn(image.id));
  const entry = shell === undefined ? "" : ` --entrypoint ${shell}`;
  return `--mount type=image,source=${layer},target=${layerFolder} -w ${layerFolder}${entry} ${name}`;
}

/** Does the docker command here know `--mount type=image` (28.0 and newer)? One that is not here is another machine's. */
async function clientMountsImages(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)("docker", ["--version"], { timeout: 3000 });
    return atLeast(/(\d+\.\d+)/.exec(stdout)?.[1] ?? "", 28, 0);
  } catch {
    return true;
  }
}

function atLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split(".").map(Number);
  return first > major || (first === major && second >= minor);
}
