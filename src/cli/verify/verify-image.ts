/** Proves an image: builds its Dockerfile clean and compares both, file by file. */
import { compareImages, type ImageDifferences } from "../../compare/compare-images.ts";
import type { FileDifference } from "../../compare/file-differences.ts";
import type { TextDifference } from "../../compare/text-difference.ts";
import { variesByItself } from "../../compare/varying-files.ts";
import type { BuiltImage } from "../../debugger/built-image.ts";
import type { Engine, Image } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";
import type { Invocation } from "../invocation.ts";
import { type CleanBuild, type CleanBuilding, withCleanBuild } from "./clean-build.ts";
import { smallTexts } from "./small-texts.ts";

export type Verified = Pick<CleanBuild, "anew" | "found" | "folder"> & {
  /** The image that was to be proved, and the one of the clean build. */
  readonly image: string;
  readonly clean: string;
  /** Of the clean image from the other. */
  readonly differences: ImageDifferences;
  readonly texts: ReadonlyMap<string, TextDifference>;
  /** Logs and caches count, too. */
  readonly strict: boolean;
};

export type Verification = Omit<CleanBuilding, "cleanBelow" | "before"> & {
  /** As in Verified. */
  readonly strict?: boolean;
  /** Leave these paths out. */
  readonly ignore?: (path: string) => boolean;
  /** Both are built; now they are compared. */
  readonly onCompare?: () => void;
};

/** The mark of an image that a person had a hand in. */
const mark = "dbuild.by-hand";

export const isSame = (verified: Verified): boolean =>
  verified.differences.config.length === 0 && tellingFiles(verified).length === 0;

/** Those that say something of the Dockerfile. */
export const tellingFiles = ({
  differences: { files },
  strict,
}: Pick<Verified, "differences" | "strict">): readonly FileDifference[] =>
  strict ? files : files.filter((file) => !variesByItself(file));

/** Throws NoCleanImage, Stopped, UserError, EngineLostError. */
export function verifyImage(
  { image, cleanBelow }: Pick<BuiltImage, "image" | "cleanBelow">,
  invocation: Invocation,
  verification: Verification,
): Promise<Verified> {
  const { ignore, signal, onCompare, strict = false } = verification;
  const before = (engine: Engine) => imageToProve(engine, image);
  return withCleanBuild(invocation, { ...verification, cleanBelow, before }, async ({ engine, image: clean, ...built }) => {
    const proved = await imageToProve(engine, image);
    onCompare?.();
    const differences = await compareImages(engine, proved, clean, {
      config: withoutMark,
      ...(ignore && { ignore }),
      ...(signal && { signal }),
    });
    const texts = await smallTexts(engine, proved.id, clean.id, tellingFiles({ differences, strict }));
    return { image: proved.id, clean: clean.id, ...built, differences, texts, strict };
  });
}

async function imageToProve(engine: Engine, ref: string): Promise<Image> {
  const image = await engine.image(ref);
  if (image !== undefined) return image;
  throw new UserError({ message: `the image ${ref} is not in the engine any more`, hint: "build it again, then verify it" });
}

function withoutMark({ config }: Image): Image["config"] {
  const { Labels = {} } = config;
  const { [mark]: _, ...rest } = Labels;
  return { ...config, Labels: rest };
}
