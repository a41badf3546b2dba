/**
 * How Lambda delivers the stream's records to the processor: the numbers of its event source mapping, each with its
 * reason.
 * Invariant: what is given up is given up while the stream still holds it, so that it can be replayed by its position.
 */
import { Duration } from "aws-cdk-lib/core";
import { HOURS_TO_REPLAY } from "../../contract/index.ts";
import { STREAM_RETENTION } from "../source/index.ts";
import { SynthesisError } from "../synthesis-error.ts";

/** Folding 500 records takes about 5 ms of one processor: of an objective of 30 ms, 25 are left for the writes. */
export const BATCH_SIZE = 500;

/** Waiting for fuller batches would add itself to every record's way from arrival to durable. */
export const BATCHING_WINDOW = Duration.seconds(0);

/** How often Lambda asks a shard that it shares with other readers: what arrives waits as long at the most. */
export const POLL_INTERVAL = Duration.seconds(1);

/** The time that people have for replaying what was given up, before the stream forgets it. */
export const TIME_TO_REPLAY = Duration.hours(HOURS_TO_REPLAY);

/** A record that was not processed by then is given up by its position. */
export const MAX_RECORD_AGE = Duration.hours(STREAM_RETENTION.toHours() - TIME_TO_REPLAY.toHours());

/**
 * An attempt normally ends in 30 ms; one in which every write takes all of its SDK retries (four attempts of 1.5 s and
 * their pauses) takes seven seconds, and a second round of reads before it as many.
 */
export const PROCESSOR_TIMEOUT = Duration.seconds(30);

/**
 * Fifty attempts of seven seconds outlast six minutes without DynamoDB. A record that crashes the function each time
 * has its batch halved until it is alone and then holds its shard for 50 timeouts, 25 minutes, at the very most.
 */
export const RETRY_ATTEMPTS = 50;

/** @throws SynthesisError unless it is 1. */
export function mustKeepShardOrder(parallelizationFactor: number): void {
  if (parallelizationFactor === 1) return;
  throw new SynthesisError(
    `Cannot set parallelizationFactor to ${parallelizationFactor}: above 1 Lambda keeps order by partition key only, and progress, high-water marks and pages are kept by shard; leave it at 1 and add shards to go faster`,
  );
}
