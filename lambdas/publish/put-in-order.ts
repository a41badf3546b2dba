/**
 * Puts records into a stream so that those of one partition key keep their order.
 *
 * PutRecords promises no order within a request and may take some of its records and refuse others. So a request holds
 * at most one record of each key, and the next of that key waits until the one before it was taken: what is refused is
 * sent again and never overtaken.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { REQUEST_TIMEOUT_MS } from "../aws/clients.ts";
import { errorNameOf, knownErrorName } from "../aws/error-name.ts";
import { type Retries, retryWaits } from "../aws/retries.ts";
import type { OutputRecord } from "./output-record.ts";

export interface OutputTarget {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly retries: Retries;
}

export interface PutReport<Sent extends OutputRecord> {
  /** What the stream did not take. */
  readonly remaining: readonly Sent[];
  /** By name, why; null when nothing remains. */
  readonly error: string | null;
}

const RECORDS_MAX = 500;
const REQUEST_BYTES_MAX = 5 << 20;
/** Requests in a row of which something was refused. */
const REFUSALS_MAX = 6;

/** The records of one key, in order. */
interface Lane<Sent> {
  readonly records: readonly Sent[];
  /** How many of them the stream has taken. */
  taken: number;
}

/** Keys of which something waits. */
type Lanes<Sent> = Map<string, Lane<Sent>>;

/** Never throws: a failed call leaves over what it was to send, which may then be in the stream all the same. */
export async function putInOrder<Sent extends OutputRecord>(
  target: OutputTarget,
  records: readonly Sent[],
): Promise<PutReport<Sent>> {
  const byKey = Map.groupBy(records, ({ partitionKey }) => partitionKey);
  const lanes: Lanes<Sent> = new Map([...byKey].map(([key, lane]) => [key, { records: lane, taken: 0 }]));
  const leave = (error: string) => ({
    remaining: [...lanes.values()].flatMap((lane) => lane.records.slice(lane.taken)),
    error,
  });
  const waitMsOf = retryWaits();
  for (let refusals = 0; lanes.size > 0;) {
    if (!(await mayGoOn(target.retries, refusals, waitMsOf))) return leave("TimeoutError");
    const request = nextRequest(lanes);
    let codes: readonly (string | undefined)[];
    try {
      codes = await put(target, request);
    } catch (error) {
      return leave(errorNameOf(error));
    }
    request.forEach(({ partitionKey }, i) => {
      if (codes[i] === undefined) take(lanes, partitionKey);
    });
    const refused = codes.find((code) => code !== undefined);
    refusals = refused === undefined ? 0 : refusals + 1;
    if (refused !== undefined && refusals === REFUSALS_MAX) return leave(knownErrorName(refused));
  }
  return { remaining: [], error: null };
}

/** The first record of as many keys as fit a request; at least one, since each fits alone. */
function nextRequest<Sent extends OutputRecord>(lanes: Lanes<Sent>): readonly Sent[] {
  const request: Sent[] = [];
  let bytes = 0;
  for (const lane of lanes.values()) {
    const first = lane.records[lane.taken] as Sent;
    bytes += first.bytes;
    if (request.length === RECORDS_MAX || bytes > REQUEST_BYTES_MAX) break;
    request.push(first);
  }
  return request;
}

function take<Sent>(lanes: Lanes<Sent>, key: string): void {
  const lane = lanes.get(key);
  if (lane === undefined) return;
  lane.taken += 1;
  if (lane.taken === lane.records.length) lanes.delete(key);
}

/** Waits behind a refusal; false when another call might outlast the invocation. */
async function mayGoOn(
  retries: Retries,
  refusals: number,
  waitMsOf: (retry: number) => number,
): Promise<boolean> {
  if (refusals === 0) return retries.isTimeFor(REQUEST_TIMEOUT_MS);
  const waitMs = waitMsOf(refusals - 1);
  if (!retries.mayWait(waitMs, REQUEST_TIMEOUT_MS)) return false;
  await delay(waitMs);
  return true;
}

/** For each record the code by which it was refused, or undefined. */
async function put(
  { client, streamName }: OutputTarget,
  records: readonly OutputRecord[],
): Promise<readonly (string | undefined)[]> {
  const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  const answer = await client.send(new PutRecordsCommand({ StreamName: streamName, Records }));
  return records.map((_, i) => answer.Records?.[i]?.ErrorCode ?? undefined);
}
