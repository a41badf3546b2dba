/**
 * A deliberate fault in the protocol, as a replacement of source text: a simulation that lets one of them pass proves
 * nothing about the promise that it breaks.
 */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}
