/** The image with a person's own tools (--debug-image): found or pulled, and a shell in it with a step's layer beside it. */
import { toolsMount } from "../builder/sandbox/shell-tools.ts";
import type { ContainerSpec, Engine, Image, MountSpec } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Place } from "./shell-place.ts";
import type { ShellChoice } from "./shell-port.ts";

/** Where the layer is in a container of the debug image. */
export const layerFolder = "/layer";

/** The engine's own, else pulled, after `onPull`. Throws UserError with what to do, EngineLostError. */
export async function debugImage(engine: Pick<Engine, "image" | "pull">, name: string, onPull = () => {}): Promise<Image> {
  try {
    const known = await engine.image(name);
    if (known !== undefined) return known;
    onPull();
    return await engine.pull(name, () => {});
  } catch (error) {
    if (error instanceof EngineRefusedError) throw notAtHand(name, error.message);
    throw error;
  }
}

/** Only says whether it could be had, without pulling it. Throws as debugImage does. */
export async function checkDebugImage(engine: Pick<Engine, "image" | "whyNotInRegistry">, name: string): Promise<void> {
  try {
    if ((await engine.image(name)) !== undefined) return;
    const why = await engine.whyNotInRegistry(name);
    if (why !== undefined) throw notAtHand(name, why);
  } catch (error) {
    if (error instanceof EngineRefusedError) throw notAtHand(name, error.message);
    throw error;
  }
}

const notAtHand = (name: string, why: string): UserError =>
  new UserError({
    message: `the engine has no image ${name} for --debug-image and cannot pull it: ${why}`,
    hint: "check the name, docker login where it is private, or load it (docker load); without --debug-image a shell opens in the layer itself",
  });

/** The container of a shell in `image`: as the image says itself, but for root's rights, with the layer of `place` mounted. */
export function besideLayer(
  image: Image,
  { image: layer }: Pick<Place, "image">,
  { argv }: ShellChoice,
  mounted: boolean,
): Omit<ContainerSpec, "name"> {
  const mount: MountSpec =
    layer === undefined
      ? { kind: "tmpfs", target: layerFolder, readonly: true }
      : { kind: "image", image: layer, path: "/", target: layerFolder, readonly: true };
  return {
    image: image.id,
    argv,
    env: image.config.Env ?? [],
    workdir: layerFolder,
    tty: true,
    mounts: mounted ? [mount, toolsMount(true)] : [mount],
  };
}
