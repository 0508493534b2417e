/** Proves an image: builds its Dockerfile clean and compares both, file by file. */
import { compareImages, type ImageDifferences } from "../../compare/compare-images.ts";
import type { TextDifference } from "../../compare/text-difference.ts";
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
};

export type Verification = Omit<CleanBuilding, "cleanBelow" | "before"> & {
  /** Leave these paths out. */
  readonly ignore?: (path: string) => boolean;
  /** Both are built; now they are compared. */
  readonly onCompare?: () => void;
};

/** The mark of an image that a person had a hand in. */
const mark = "dbuild.by-hand";

export const isSame = ({ differences: { config, files } }: Verified): boolean => config.length === 0 && files.length === 0;

/** Throws NoCleanImage, Stopped, UserError, EngineLostError. */
export function verifyImage(
  { image, cleanBelow }: Pick<BuiltImage, "image" | "cleanBelow">,
  invocation: Invocation,
  verification: Verification,
): Promise<Verified> {
  const { ignore, signal, onCompare } = verification;
  const before = (engine: Engine) => imageToProve(engine, image);
  return withCleanBuild(invocation, { ...verification, cleanBelow, before }, async ({ engine, image: clean, ...built }) => {
    const proved = await imageToProve(engine, image);
    onCompare?.();
    const differences = await compareImages(engine, proved, clean, {
      config: withoutMark,
      ...(ignore && { ignore }),
      ...(signal && { signal }),
    });
    const texts = await smallTexts(engine, proved.id, clean.id, differences.files);
    return { image: proved.id, clean: clean.id, ...built, differences, texts };
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
