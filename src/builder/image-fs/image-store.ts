/** Which of its two stores the engine keeps images in: they differ in what a commit takes, and in what a container shows of an image. */
import type { Engine } from "../../engine/engine.ts";

export const onContainerdStore = async (engine: Pick<Engine, "info">): Promise<boolean> =>
  (await engine.info()).store === "containerd";
