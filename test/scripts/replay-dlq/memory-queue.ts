/**
 * A queue in memory that behaves as SQS' standard queues do: messages come in no order, some of them twice, and one
 * that was received is hidden until its time is over, whoever asks.
 */
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";
import type { DeadLetterQueue } from "../../../scripts/replay-dlq/dead-letter-queue.ts";
import type { VirtualClock } from "../producer/virtual-clock.ts";

interface Stored {
  readonly id: string;
  readonly body: string;
  visibleAtMs: number;
}

export interface QueueFaults {
  /** Throws at the n-th deletion, 1 for the first, before anything is deleted. */
  readonly deleteFailsAt?: number;
  /** How long a receive takes. */
  readonly receiveMs?: number;
}

export class MemoryQueue implements DeadLetterQueue {
  readonly hidings: number[] = [];
  readonly #clock: VirtualClock;
  readonly #batch: number;
  readonly #stored = new Map<string, Stored>();
  faults: QueueFaults = {};
  receives = 0;
  deletions = 0;

  constructor(clock: VirtualClock, batch = 10) {
    this.#clock = clock;
    this.#batch = batch;
  }

  /** Adds messages, given as the values that their bodies are the JSON of. */
  add(...bodies: readonly unknown[]): void {
    for (const body of bodies) {
      const id = `m${this.#stored.size + 1}`;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      this.#stored.set(id, { id, body: text, visibleAtMs: 0 });
    }
  }

  /** The messages that are left, by id. */
  get left(): readonly string[] {
    return [...this.#stored.keys()];
  }

  /** Those of them that anybody could receive now. */
  get visible(): readonly string[] {
    return [...this.#stored.values()].filter((one) => this.#isVisible(one)).map(({ id }) => id);
  }

  async receive(visibilityMs: number): Promise<readonly QueueMessage[]> {
    this.receives += 1;
    await this.#clock.sleep(this.faults.receiveMs ?? 0);
    const chosen = [...this.#stored.values()].filter((one) => this.#isVisible(one)).reverse();
    return chosen.slice(0, this.#batch).map((stored) => {
      stored.visibleAtMs = this.#clock.now() + visibilityMs;
      return { messageId: stored.id, receiptHandle: `${stored.id}/${this.receives}`, body: stored.body };
    });
  }

  async hide(messages: readonly QueueMessage[], visibilityMs: number): Promise<void> {
    this.hidings.push(visibilityMs);
    for (const { messageId } of messages) {
      const stored = this.#stored.get(messageId);
      if (stored !== undefined) stored.visibleAtMs = this.#clock.now() + visibilityMs;
    }
  }

  async delete(messages: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    this.deletions += 1;
    if (this.deletions === this.faults.deleteFailsAt) {
      throw Object.assign(new Error("connection lost"), { name: "TimeoutError" });
    }
    for (const { messageId } of messages) this.#stored.delete(messageId);
    return [];
  }

  #isVisible({ visibleAtMs }: Stored): boolean {
    return visibleAtMs <= this.#clock.now();
  }
}
