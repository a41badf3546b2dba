/**
 * The messages that a run holds: hidden from others while it works on them, visible again at once when it is done with
 * them. A run that is killed holds nothing for longer than `VISIBILITY_MS`.
 */
import type { ProducerClock } from "../producer/producer-clock.ts";
import type { QueueMessage } from "./dead-letter.ts";
import type { DeadLetterQueue } from "./dead-letter-queue.ts";

/** What a killed run held shows up again after this time. */
export const VISIBILITY_MS = 120_000;
/** A third: two renewals may be late or lost before a message slips away. */
const RENEWAL_MS = VISIBILITY_MS / 3;

export class HeldMessages {
  readonly #queue: DeadLetterQueue;
  readonly #clock: ProducerClock;
  readonly #held = new Map<string, QueueMessage>();
  #renewedAtMs: number;

  constructor(queue: DeadLetterQueue, clock: ProducerClock) {
    this.#queue = queue;
    this.#clock = clock;
    this.#renewedAtMs = clock.now();
  }

  /** Receives messages and holds them. A message that comes again is held by its newest handle, and not returned. */
  async receive(): Promise<{ readonly received: number; readonly fresh: readonly QueueMessage[] }> {
    await this.renew();
    const messages = await this.#queue.receive(VISIBILITY_MS);
    const fresh = messages.filter(({ messageId }) => !this.#held.has(messageId));
    for (const message of messages) this.#held.set(message.messageId, { ...message, body: "" });
    return { received: messages.length, fresh };
  }

  /** Hides everything held for longer, when it is time to. Called between any two steps of work. */
  async renew(): Promise<void> {
    const nowMs = this.#clock.now();
    if (nowMs - this.#renewedAtMs < RENEWAL_MS) return;
    this.#renewedAtMs = nowMs;
    await this.#queue.hide([...this.#held.values()], VISIBILITY_MS);
  }

  /** @returns the ids of the messages that could not be deleted; they are held still. */
  async delete(messageIds: readonly string[]): Promise<readonly string[]> {
    const messages = messageIds.map((id) => this.#held.get(id)).filter((message) => message !== undefined);
    if (messages.length === 0) return [];
    const left = new Set((await this.#queue.delete(messages)).map(({ messageId }) => messageId));
    for (const { messageId } of messages) if (!left.has(messageId)) this.#held.delete(messageId);
    return [...left];
  }

  /** Makes everything held visible again at once. What cannot be told so shows up by itself, only later. */
  async release(): Promise<void> {
    const messages = [...this.#held.values()];
    this.#held.clear();
    if (messages.length > 0) await this.#queue.hide(messages, 0).catch(() => {});
  }
}
