/** Records as Lambda hands them over. */
import type { KinesisStreamRecord } from "aws-lambda";

export const SHARD = "shardId-000000000003";
export const ARRIVAL_MS = Date.UTC(2026, 0, 1);
/** 56 digits, as Kinesis makes them. */
export const FIRST_NUMBER = "49590338271490256608559692538361571095921575989136588898";

/** @param content bytes or text of the record. */
export function kinesisRecord(content: string | Uint8Array, raw = FIRST_NUMBER): KinesisStreamRecord {
  return recordOfBase64(Buffer.from(content as string).toString("base64"), raw);
}

export function recordOfBase64(data: string, raw = FIRST_NUMBER): KinesisStreamRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: "key",
      sequenceNumber: raw,
      data,
      approximateArrivalTimestamp: ARRIVAL_MS / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${SHARD}:${raw}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: "arn:aws:iam::000000000000:role/processor",
    awsRegion: "us-east-1",
    eventSourceARN: "arn:aws:kinesis:us-east-1:000000000000:stream/sensor-data",
  };
}
