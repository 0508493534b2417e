/** A step that cannot be done, found while running it: becomes the step's failure, never a crash. */
export class StepProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "StepProblem";
    this.hint = hint;
  }
}

/** What a step stands on is not in the engine any more: somebody removed it. Who knows how it was made can make it again. */
export class LayerGone extends StepProblem {
  readonly image: string;
  /** `more`: what else is known of it. */
  constructor(image: string, more?: string) {
    super(
      `the layer ${image.slice(0, 19)} is not in the engine any more: somebody removed it${more === undefined ? "" : `, ${more}`}`,
      "go back before the step that made it (u) and run it again",
    );
    this.name = "LayerGone";
    this.image = image;
  }
}

const engineHints: readonly (readonly [words: RegExp, hint: string])[] = [
  [
    /no space left on device|disk quota exceeded/i,
    "the engine's disk is full: make room (docker system df tells what takes it) and go on; the layers of the steps before are kept",
  ],
  [
    /max depth exceeded/i,
    "an image of this engine has no room for one more layer: join instructions, or begin another stage and COPY --from=… what it needs",
  ],
];

/** What to do where the engine's own words tell that its disk is full (errno ENOSPC, EDQUOT) or that an image has all its layers. */
export const engineHint = (message: string): string | undefined => engineHints.find(([words]) => words.test(message))?.[1];
