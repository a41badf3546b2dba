/**
 * A replay's run: the events of a file in its order, each sent when it is due. An event that lies t after the first one is
 * due t / speed after the start. Unless times are kept, what is due then also happens then: the stream has events of now,
 * as disordered as the file's, and a window holds `speed` times as much of them.
 *
 * Nothing is skipped: a slow sink makes the replay late. What has no time is sent as it is, with what stood before it.
 */
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { type ProducerClock, systemClock } from "../producer-clock.ts";
import type { OutgoingRecord, RecordSink } from "../record-sink.ts";
import { type MeteredRecord, type RunFigures, RunMeter, type TellStatistics } from "../run-meter.ts";
import { SendQueue } from "../send-queue.ts";
import { SendFailure, type SentCall, sendAll } from "../sender.ts";
import type { ReplayedEvent } from "./replayed-events.ts";
import type { ReplayFormat } from "./replay-format.ts";

export interface ReplayRun {
  readonly events: AsyncIterable<ReplayedEvent>;
  readonly format: ReplayFormat;
  readonly sink: RecordSink;
  /** How many times as fast as the events happened. */
  readonly speed: number;
  readonly keepsTimes: boolean;
  readonly batchIntervalMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: ProducerClock | undefined;
  readonly onStatistics?: TellStatistics | undefined;
}

export interface ReplayReport extends RunFigures {
  /** Taken from the file, but not accepted: 0 unless the run failed. */
  readonly unsent: number;
  /** Records sent again after a call without an answer: at most so many are in the stream twice. */
  readonly resentUnknown: number;
  /** Why the run ended early; null when it did not, or was aborted. */
  readonly failure: string | null;
}

type ReplayRecord = OutgoingRecord & MeteredRecord;

/** So many wait at the most, however fast the replay is. */
const WAITING_MAX = 1000;
/** Statistics are told in long waits too. */
const SLEEP_MAX_MS = 1000;
/** Jitter needs no seed of the user's. */
const JITTER_SEED = 1;

const encoder = new TextEncoder();

export async function runReplay(run: ReplayRun): Promise<ReplayReport> {
  const { signal, sink, clock = systemClock } = run;
  const queue = new SendQueue<ReplayRecord>();
  const meter = new RunMeter(clock, run.onStatistics);
  let resentUnknown = 0;
  const onCall = (call: SentCall<ReplayRecord>) => {
    if (call.isOutcomeUnknown) resentUnknown += call.refused;
    meter.count(call);
  };
  const sender = { sink, queue, clock, random: seededRandom(JITTER_SEED), onCall };
  let failure: string | null = null;
  try {
    for await (const { record, dueMs } of dueRecords(run, clock.now())) {
      if (queue.size >= WAITING_MAX || clock.now() < dueMs) await sendAll(sender);
      await sleepUntil(dueMs, run, clock, () => meter.tellStatistics());
      if (signal?.aborted) break;
      queue.push(record);
    }
    await sendAll(sender);
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    failure = error.message;
  }
  return { ...meter.figures(), unsent: queue.size, resentUnknown, failure };
}

interface DueRecord {
  readonly record: ReplayRecord;
  /** Never before that of the record before. */
  readonly dueMs: number;
}

async function* dueRecords(run: ReplayRun, startMs: number): AsyncGenerator<DueRecord> {
  const { events, format, speed, keepsTimes } = run;
  let firstMs: number | undefined;
  let dueMs = startMs;
  for await (const { event, bytes } of events) {
    const timeMs = format.timeOf(event);
    let sent = event;
    if (timeMs !== undefined) {
      firstMs ??= timeMs;
      const happensMs = startMs + (timeMs - firstMs) / speed;
      dueMs = Math.max(dueMs, happensMs);
      if (!keepsTimes) sent = format.withTime(event, Math.floor(happensMs));
    }
    const isAsItStands = bytes !== undefined && sent === event;
    const data = isAsItStands ? bytes : encoder.encode(JSON.stringify(sent));
    const partitionKey = format.partitionKeyOf(event);
    yield { record: { partitionKey, data, type: format.typeOf(event), isAnomaly: false }, dueMs };
  }
}

/** A batch interval at least, so that events which are due one after another share a call. */
async function sleepUntil(
  dueMs: number,
  { batchIntervalMs, signal }: ReplayRun,
  clock: ProducerClock,
  tellStatistics: () => void,
): Promise<void> {
  tellStatistics();
  while (clock.now() < dueMs && !signal?.aborted) {
    await clock.sleep(Math.min(SLEEP_MAX_MS, Math.max(batchIntervalMs, dueMs - clock.now())), signal);
    tellStatistics();
  }
}
