/**
 * What was asked of the CDK app cannot be built; the message is for people and says what can.
 */
export class SynthesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SynthesisError";
  }
}
