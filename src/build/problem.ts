/** A step that cannot be done, found while running it: becomes the step's failure, never a crash. */
export class StepProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "StepProblem";
    this.hint = hint;
  }
}
