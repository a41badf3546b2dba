/**
 * What travels on streams and queues beside plain events. Every envelope carries its version `v`.
 */

/** A replayed record on the stream: the original's bytes and identity. */
export interface ReplayEnvelope {
  readonly $replay: {
    readonly v: 1;
    /** `<shardId>:<sequenceNumber>` of the record as it first arrived. */
    readonly origin: string;
    readonly attempt: number;
  };
  /** Base64 of the original bytes. */
  readonly data: string;
}

/** A heartbeat in an idle shard: from here on its watermark is at least `watermarkMs`. */
export interface HeartbeatEnvelope {
  readonly $heartbeat: { readonly v: 1; readonly watermarkMs: number };
}

/** Which record it was, and its bytes: what every envelope of a side output carries. */
interface RecordEnvelope {
  readonly v: 1;
  readonly pipeline: string;
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** ISO 8601; null where the shell does not know it. */
  readonly arrivedAt: string | null;
  /** Base64 of the record's bytes, or null when they are in the overflow bucket. */
  readonly data: string | null;
  readonly overflow: { readonly bucket: string; readonly key: string } | null;
}

/** A record that could not be applied, whole, with everything needed to understand and replay it. */
export interface DeadLetterEnvelope extends RecordEnvelope {
  /** `<shardId>:<sequenceNumber>` of the record as it first arrived: differs from its own for a replay. */
  readonly origin: string;
  readonly attempt: number;
  readonly reason: string;
  readonly error: string;
  readonly operator: string | null;
}

/** An event that every window of some operator refused. */
export interface LateEnvelope extends RecordEnvelope {
  /** ISO 8601. */
  readonly eventTime: string;
  readonly watermark: string;
  /** A copy of an event that came before: it is in the windows that its original was in time for. */
  readonly duplicate: boolean;
  /** watermark - event time, ms. */
  readonly latenessMs: number;
  readonly operators: readonly string[];
  /** The windows that the event would have been in, by each operator: its newest ones, 64 in all. */
  readonly late: readonly LateWindow[];
}

/** A window that was retired before its event came. */
export interface LateWindow {
  readonly operator: string;
  /** ISO 8601. */
  readonly windowStart: string;
  readonly windowEnd: string;
  /** watermark - window end, ms: at least the allowed lateness, or the window would have taken the event. */
  readonly latenessMs: number;
  /** The operator's, when it refused. */
  readonly allowedLatenessMs: number;
}

/**
 * A row on an output stream: the fields of the row as its view shows them, and beside them these two, which win over
 * fields of the row's own by these names. A row may come twice, under the same id.
 */
export interface OutputEnvelope {
  readonly v: 1;
  /** The announcement's id: what a consumer deduplicates by. */
  readonly id: string;
  readonly [field: string]: unknown;
}
