/**
 * An evaluation runs a pipeline's model over labelled data and says whether what is required of it holds. Its
 * outcome is given twice: as text for a person and as a JSON value for a tool.
 */
export interface EvaluationOutcome {
  readonly text: string;
  readonly json: unknown;
  readonly holds: boolean;
  /** What does not hold, when it does not. */
  readonly failure: string;
}

export interface Evaluation {
  /** Read when no --input is given; relative to the project's root. */
  readonly defaultInput: string;
  /** Labels stand in the input itself, or in a file of their own: beside the input unless one is given. */
  readonly evaluate: (inputPath: string, labelsPath?: string) => Promise<EvaluationOutcome>;
}
