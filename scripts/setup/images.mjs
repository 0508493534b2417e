// The base images busybox:latest and debian:bookworm: pulled, or, where Docker Hub cannot be reached, made from Debian's
// packages. An image that is already there is never touched.
import { call, EngineAnswer, follow } from "./engine-api.mjs";
import { makeBusybox, makeDebian } from "./made-images.mjs";
import { SetupError, step } from "./say.mjs";

const makers = { "busybox:latest": makeBusybox, "debian:bookworm": makeDebian };

/** Longest silence of a pull, in milliseconds: Docker Hub answers at once or not at all. */
const patience = 20_000;

/** Is this image in the engine? */
export async function hasImage(endpoint, name) {
  try {
    await call(endpoint, "GET", `/images/${name}/json`);
    return true;
  } catch (error) {
    if (error instanceof EngineAnswer && error.status === 404) return false;
    throw error;
  }
}

/** Sees to it that the engine has `name`, one of the two base images. Throws a SetupError when it can be had in no way. */
export async function haveImage(endpoint, name) {
  if (await hasImage(endpoint, name)) return;
  await step(
    `image ${name}: getting it`,
    () => pullOrMake(endpoint, name),
    (how) => `image ${name}: ${how}`,
  );
}

async function pullOrMake(endpoint, name) {
  const [fromImage, tag] = name.split(":");
  try {
    await follow(endpoint, "POST", `/images/create?${new URLSearchParams({ fromImage, tag })}`, { ms: patience });
    return "pulled";
  } catch (error) {
    try {
      return `${await makers[name](endpoint, name)} (it cannot be pulled: ${short(error.message)})`;
    } catch (second) {
      if (!(second instanceof SetupError)) throw second;
      throw new SetupError(
        [
          `no image ${name}: it cannot be pulled (${error.message}), and`,
          ...second.lines,
          `Get it into the engine in any way (docker pull, docker load), then run the same command again.`,
        ],
        second.code,
      );
    }
  }
}

/** The end of the engine's sentence says why; its beginning is an address. */
const short = (message) => message.split(": ").at(-1).trim();
