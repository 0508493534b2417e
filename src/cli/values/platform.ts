/** --platform os[/arch[/variant]], read and normalized as containerd does. */
import { type Platform, parsePlatform } from "../../builder/platform.ts";
import { UserError } from "../../errors.ts";
import { badValue } from "./bad-value.ts";

/** What --platform says, or else DOCKER_DEFAULT_PLATFORM, and which of them it is. */
export function platformWords(
  given: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly words: readonly string[]; readonly from: string } {
  const { DOCKER_DEFAULT_PLATFORM: usual } = env;
  return given.length > 0 || !usual ? { words: given, from: "--platform" } : { words: [usual], from: "DOCKER_DEFAULT_PLATFORM" };
}

/** The one platform asked for, undefined when none is; `own` is the engine's. Throws UserError for several, or a word that names none. */
export function readPlatform(list: readonly string[], own: Platform, from = "--platform"): Platform | undefined {
  const words = list.flatMap((value) => value.split(","));
  const platforms = words.map((word) => {
    // An OS version in brackets says nothing about Linux images.
    const platform = word === "local" ? own : parsePlatform(word.replace(/^([A-Za-z0-9_-]+)\([A-Za-z0-9_.%+-]*\)/, "$1"), own);
    if (platform) return platform;
    throw badValue(from, word, "it names no platform", "write os/architecture, for example linux/amd64 or linux/arm64/v8");
  });
  if (platforms.length < 2) return platforms[0];
  throw new UserError({
    message: `${from} ${words.join(",")}: one build makes the image of one platform`,
    hint: "build each by itself and join them with docker manifest create; only BuildKit with an image index makes several at once",
  });
}
