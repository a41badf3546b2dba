/**
 * An announced row as a record of the output stream: the row's own fields, with the version of the envelope and the id
 * that a consumer deduplicates by.
 */
import type { OutputEnvelope } from "../../lib/contract/index.ts";
import type { Emission, StreamChannel } from "../../lib/engine/index.ts";
import { UnpublishableRow } from "./row-fault.ts";

/** What every Kinesis stream takes, data and partition key together. */
const RECORD_BYTES_MAX = 1 << 20;
const KEY_LENGTH_MAX = 256;

export interface OutputRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** What the record weighs in a request. */
  readonly bytes: number;
}

/** @throws UnpublishableRow naming what the stream would refuse. */
export function outputRecord({ key }: StreamChannel, { operator, id, row }: Emission): OutputRecord {
  const partitionKey = keyOf(key, operator, row);
  const envelope: OutputEnvelope = { ...(row as object), v: 1, id };
  const data = Buffer.from(JSON.stringify(envelope));
  const bytes = data.length + Buffer.byteLength(partitionKey);
  if (bytes > RECORD_BYTES_MAX) {
    throw new UnpublishableRow(
      operator,
      "too_large",
      `expected at most ${RECORD_BYTES_MAX} bytes, got ${bytes}`,
    );
  }
  return { partitionKey, data, bytes };
}

function keyOf(key: StreamChannel["key"], operator: string, row: unknown): string {
  let partitionKey: unknown;
  try {
    partitionKey = key(row as never);
  } catch {
    throw new UnpublishableRow(
      operator,
      "key_threw",
      "partition key: expected a string, got an error of the channel",
    );
  }
  if (typeof partitionKey !== "string") {
    throw new UnpublishableRow(
      operator,
      "key_type",
      `partition key: expected a string, got ${typeof partitionKey}`,
    );
  }
  if (partitionKey.length < 1 || partitionKey.length > KEY_LENGTH_MAX) {
    const got = `got ${partitionKey.length}`;
    throw new UnpublishableRow(
      operator,
      "key_length",
      `partition key: expected 1 to ${KEY_LENGTH_MAX} characters, ${got}`,
    );
  }
  return partitionKey;
}
