/**
 * Sends a queue's records to a sink, one call at a time, until each is accepted: only what was refused is sent again,
 * after exponential backoff, a bounded number of times.
 *
 * At-least-once: a call without an answer may have been applied, and its records are sent again all the same.
 */
import { ATTEMPTS_MAX, backoffMs } from "./backoff.ts";
import type { ProducerClock } from "./producer-clock.ts";
import { CallFailure, type EntryFailure, type OutgoingRecord, type RecordSink } from "./record-sink.ts";
import type { QueuedRecord, SendQueue } from "./send-queue.ts";

export interface SentCall<R> {
  readonly accepted: readonly R[];
  readonly refused: number;
  /** True when the refused ones may have been accepted after all. */
  readonly isOutcomeUnknown: boolean;
  readonly latencyMs: number;
}

export interface SenderOptions<R extends OutgoingRecord> {
  readonly sink: RecordSink;
  readonly queue: SendQueue<R>;
  readonly clock: ProducerClock;
  /** Uniform in `[0, 1)`: the jitter. */
  readonly random: () => number;
  readonly onCall: (call: SentCall<R>) => void;
}

interface CallResult {
  readonly failures: readonly (EntryFailure | undefined)[];
  readonly failure?: CallFailure;
}

/** The sink does not take a record, however often it is sent. What is unsent is still in the queue. */
export class SendFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SendFailure";
    this.code = code;
  }
}

/**
 * Resolves when the queue is empty.
 * @throws SendFailure when a record was refused for good or too often.
 */
export async function sendAll<R extends OutgoingRecord>(options: SenderOptions<R>): Promise<void> {
  const { sink, queue, clock, random, onCall } = options;
  while (queue.size > 0) {
    const call = queue.nextCall();
    const startedAtMs = clock.now();
    const { failures, failure } = await putCall(sink, call);
    const latencyMs = clock.now() - startedAtMs;
    const refused = call.filter((_, i) => failures[i] !== undefined);
    queue.putBack(refused);
    const accepted = call.filter((_, i) => failures[i] === undefined).map(({ record }) => record);
    onCall({
      accepted,
      refused: refused.length,
      isOutcomeUnknown: failure?.outcome === "unknown",
      latencyMs,
    });
    if (refused.length === 0) continue;
    const attempts = 1 + Math.max(...refused.map((queued) => queued.attempts));
    const isHopeless = failure?.outcome === "refused" || attempts >= ATTEMPTS_MAX;
    if (isHopeless) throw sendFailure(attempts, failures, failure);
    await clock.sleep(backoffMs(attempts, random));
  }
}

async function putCall<R extends OutgoingRecord>(
  sink: RecordSink,
  call: readonly QueuedRecord<R>[],
): Promise<CallResult> {
  try {
    return { failures: await sink.put(call.map(({ record }) => record)) };
  } catch (failure) {
    if (!(failure instanceof CallFailure)) throw failure;
    return { failures: call.map(() => ({ code: failure.code })), failure };
  }
}

function sendFailure(
  attempts: number,
  failures: readonly (EntryFailure | undefined)[],
  cause: CallFailure | undefined,
): SendFailure {
  const code = cause?.code ?? failures.find((failure) => failure !== undefined)?.code ?? "unknown";
  const what = cause?.message ?? code;
  const times = attempts === 1 ? "" : ` ${attempts} times`;
  return new SendFailure(code, `refused${times} (${what})`, cause === undefined ? {} : { cause });
}
