/**
 * Gathers dead letters: receives until the queue gives no more, and finds the records of those that match. Bounded in
 * messages and in memory, since order is kept only among what was gathered together.
 */
import { type DeadLetter, type QueueMessage } from "./dead-letter.ts";
import { type Filters, mayMatch } from "./filters.ts";
import { findRecords, type RecordSources } from "./find-records.ts";
import type { HeldMessages } from "./held-messages.ts";
import { parseDeadLetter } from "./parse-dead-letter.ts";
import type { MatchedMessage } from "./plan.ts";

/** Bodies are held in memory until they are in order. */
const BYTES_MAX = 256 * 1024 * 1024;
/** A queue that has 120,000 messages in flight looks empty: stop while an empty answer still means that. */
const RECEIVED_MAX = 100_000;

export interface GatherOptions {
  readonly pipeline: string;
  readonly filters: Filters;
  /** Matching messages at most. */
  readonly messagesMax: number;
  readonly held: HeldMessages;
  readonly sources: RecordSources;
  readonly signal: AbortSignal;
  readonly onProgress: (received: number, matched: number) => void;
}

export interface Gathered {
  readonly messages: readonly MatchedMessage[];
  readonly received: number;
  /** Whether the queue may hold more that matches: a bound was reached, or the run was interrupted. */
  readonly isMore: boolean;
}

export async function gather(options: GatherOptions): Promise<Gathered> {
  const { held, signal, messagesMax, onProgress } = options;
  const messages: MatchedMessage[] = [];
  let received = 0;
  let bytes = 0;
  for (;;) {
    const isFull = messages.length >= messagesMax || bytes >= BYTES_MAX || received >= RECEIVED_MAX;
    if (signal.aborted || isFull) break;
    const batch = await held.receive();
    if (batch.received === 0) return { messages, received, isMore: false };
    for (const message of batch.fresh) {
      received += 1;
      if (signal.aborted || messages.length >= messagesMax) continue;
      const matched = await matchedMessage(message, options);
      if (matched === undefined) continue;
      messages.push(matched);
      for (const { wire } of matched.records) bytes += wire.length;
    }
    onProgress(received, messages.length);
  }
  return { messages, received, isMore: true };
}

async function matchedMessage(
  { messageId, body }: QueueMessage,
  { pipeline, filters, held, sources }: GatherOptions,
): Promise<MatchedMessage | undefined> {
  await held.renew();
  const letter: DeadLetter = parseDeadLetter(pipeline, body);
  if (!mayMatch(filters, letter)) return undefined;
  const found = await findRecords(letter, filters, sources);
  return found === undefined ? undefined : { messageId, reason: letter.reason, ...found };
}
