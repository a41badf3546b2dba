/** A generated record with what its generator knows of it: its kind, and what must become of it in the pipeline. */
import type { Outcome, RecordKind } from "./chaos.ts";

export interface TrafficRecord {
  /** The key of the record's source (sensor, patient), for malformed records too. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly kind: RecordKind;
  readonly outcome: Outcome;
  /** Why it must be dead-lettered; null for what must not. */
  readonly reason: string | null;
  /** What statistics are broken down by. */
  readonly type: string;
  readonly isAnomaly: boolean;
}
