/** A training makes a pipeline's model from labelled data: the model file as text, and a few words for the person. */
export interface TrainingFiles {
  readonly input: string;
  readonly labels: string;
}

export interface TrainingOutcome {
  readonly fileText: string;
  readonly summary: string;
}

export interface Training {
  /** Read when no --input is given, and written when no --output is; relative to the project's root. */
  readonly defaultInput: string;
  readonly defaultOutput: string;
  readonly labelsOf: (input: string) => string;
  readonly train: (
    files: TrainingFiles,
    seed: number,
    progress: (text: string) => void,
  ) => Promise<TrainingOutcome>;
}
