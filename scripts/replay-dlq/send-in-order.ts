/**
 * Puts entries on the stream in their order, at a bounded rate, a portion at a time. What of a portion is durable is
 * told before the next is begun; a later record of a key never overtakes one that was refused.
 */
import type { ProducerClock } from "../producer/producer-clock.ts";
import type { RecordSink } from "../producer/record-sink.ts";
import { SendQueue } from "../producer/send-queue.ts";
import { sendAll } from "../producer/sender.ts";
import type { ReplayEntry } from "./replay-entry.ts";

/** Live records share the shards: a replay takes no more than the half of what one shard carries, 1 MiB a second. */
const BYTES_PER_S = 512 * 1024;
const PORTIONS_PER_S = 10;
const MS_PER_S = 1000;

export interface SendOptions {
  readonly sink: RecordSink;
  readonly clock: ProducerClock;
  readonly random: () => number;
  /** Records a second. */
  readonly rate: number;
  /** Ends the sending after the portion at hand. */
  readonly signal: AbortSignal;
  /** Called with what the stream has accepted, also of a portion that failed. */
  readonly onAccepted: (entries: readonly ReplayEntry[]) => Promise<void>;
}

/** @throws SendFailure when an entry was refused for good or too often; nothing is sent after it. */
export async function sendInOrder(entries: readonly ReplayEntry[], options: SendOptions): Promise<void> {
  const { sink, clock, random, rate, signal, onAccepted } = options;
  let next = 0;
  while (next < entries.length && !signal.aborted) {
    const startedAtMs = clock.now();
    const portion = portionOf(entries, next, rate);
    next += portion.length;
    const accepted: ReplayEntry[] = [];
    const queue = new SendQueue<ReplayEntry>();
    for (const entry of portion) queue.push(entry);
    try {
      const onCall = (call: { readonly accepted: readonly ReplayEntry[] }) => accepted.push(...call.accepted);
      await sendAll({ sink, queue, clock, random, onCall });
    } finally {
      await onAccepted(accepted);
    }
    const dueMs = startedAtMs + durationMs(portion, rate);
    if (next < entries.length && dueMs > clock.now()) await clock.sleep(dueMs - clock.now(), signal);
  }
}

function portionOf(entries: readonly ReplayEntry[], from: number, rate: number): readonly ReplayEntry[] {
  const recordsMax = Math.ceil(rate / PORTIONS_PER_S);
  const bytesMax = BYTES_PER_S / PORTIONS_PER_S;
  const portion: ReplayEntry[] = [];
  let bytes = 0;
  for (const entry of entries.slice(from, from + recordsMax)) {
    bytes += entry.data.length;
    if (portion.length > 0 && bytes > bytesMax) break;
    portion.push(entry);
  }
  return portion;
}

/** How long a portion may take at the least. */
function durationMs(portion: readonly ReplayEntry[], rate: number): number {
  const bytes = portion.reduce((sum, { data }) => sum + data.length, 0);
  return MS_PER_S * Math.max(portion.length / rate, bytes / BYTES_PER_S);
}
