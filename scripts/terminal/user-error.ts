/**
 * A command that could not run, told to the person who ran it: a taken port, no Python, no network.
 * The message is a whole instruction, "Cannot <verb> <thing>: <state>; <what to do>", and is all that is printed.
 * Invariant: no stack trace is shown for it, and the exit code is 2.
 */
export class UserError extends Error {
  readonly exitCode = 2;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
  }
}
