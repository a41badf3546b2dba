/** Why a model gave no answer: a file that is none of ours, or a number that is none. To be caught and counted. */
export type ModelFailure = "malformed_model" | "not_finite";

export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
