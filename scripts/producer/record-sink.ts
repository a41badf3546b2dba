/**
 * A record sink takes records a call at a time, as Kinesis' PutRecords does: a call may fail as a whole, or for some
 * of its entries while the others are accepted.
 *
 * Invariant: an entry without a failure is durable. After a call whose outcome is unknown some or all may be: sending
 * them again makes duplicates, which the consumer recognises by the event's identity.
 */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface EntryFailure {
  /** As the service names it: `ProvisionedThroughputExceededException`, `InternalFailure`. */
  readonly code: string;
}

export interface RecordSink {
  /**
   * @returns for each record in turn its failure, or undefined when it was accepted.
   * @throws CallFailure when the call as a whole failed.
   */
  put(records: readonly OutgoingRecord[]): Promise<readonly (EntryFailure | undefined)[]>;
}

/** How a call failed: refused for good, refused for now, or without an answer. */
export type CallOutcome = "refused" | "throttled" | "unknown";

export class CallFailure extends Error {
  readonly outcome: CallOutcome;
  readonly code: string;

  constructor(outcome: CallOutcome, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CallFailure";
    this.outcome = outcome;
    this.code = code;
  }
}
