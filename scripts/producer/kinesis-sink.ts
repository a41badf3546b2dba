/**
 * A Kinesis stream as a record sink: a call is one PutRecords. Retries are the sender's, so the client must have none
 * of its own (`maxAttempts: 1`): they would send accepted entries again and hide errors from the statistics.
 */
import { type KinesisClient, KinesisServiceException, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { CallFailure, type CallOutcome, type RecordSink } from "./record-sink.ts";

/** Refused for now, by name; the SDK marks only some of them as throttling. */
const THROTTLES = new Set([
  "KMSThrottlingException",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
]);

/** The connection was never made, so nothing can have been applied. */
const UNCONNECTED = new Set(["EAI_AGAIN", "ECONNREFUSED", "ENOTFOUND"]);

export function kinesisSink(client: KinesisClient, streamName: string): RecordSink {
  return {
    async put(records) {
      const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
      try {
        const answer = await client.send(new PutRecordsCommand({ StreamName: streamName, Records }));
        return records.map((_, i) => {
          const code = answer.Records?.[i]?.ErrorCode;
          return code === undefined || code === null ? undefined : { code };
        });
      } catch (error) {
        throw callFailure(error);
      }
    },
  };
}

function callFailure(error: unknown): CallFailure {
  const { name, code } = error as { readonly name?: string; readonly code?: string };
  const label = code ?? name ?? "UnknownError";
  const text = error instanceof Error && error.message !== "" ? `${label}: ${error.message}` : label;
  return new CallFailure(outcomeOf(error, label), label, text, { cause: error });
}

/** A client fault is for good unless it is a throttle; no answer, or a server's fault, may hide a success. */
function outcomeOf(error: unknown, label: string): CallOutcome {
  if (THROTTLES.has(label) || UNCONNECTED.has(label)) return "throttled";
  if (error instanceof KinesisServiceException && error.$fault === "client") return "refused";
  return "unknown";
}
