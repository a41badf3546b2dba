/**
 * A command that ran to its end and found that what it checks does not hold: an event lost, a mutation missed.
 * Different from a UserError, where the command could not run at all.
 * Invariant: no stack trace is shown for it, and the exit code is 1.
 */
export class CheckFailed extends Error {
  readonly exitCode = 1;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CheckFailed";
  }
}
