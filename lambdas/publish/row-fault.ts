/** Why no stream can take a row, now or later, in one word that logs may hold. */
export const ROW_FAULTS = ["too_large", "key_length", "key_type", "key_threw"] as const;

export type RowFault = (typeof ROW_FAULTS)[number];

export class UnpublishableRow extends Error {
  override readonly name = "UnpublishableRow";
  readonly fault: RowFault;

  /** @param expectation what was expected, and the size or type got: never a value of the row. */
  constructor(operator: string, fault: RowFault, expectation: string) {
    super(`Cannot publish a row of ${operator}: ${expectation}`);
    this.fault = fault;
  }
}
