/**
 * The dead-letter queue as the replay needs it. Delivery is at-least-once: a message may be received twice, and one
 * that is neither deleted nor hidden in time shows up again.
 */
import type { QueueMessage } from "./dead-letter.ts";

export interface DeadLetterQueue {
  /** Some messages, hidden from all others for that long; none when the queue gives no more. */
  receive(visibilityMs: number): Promise<readonly QueueMessage[]>;
  /** Hides messages for so much longer, 0 for no longer. Those that are gone are passed over. */
  hide(messages: readonly QueueMessage[], visibilityMs: number): Promise<void>;
  /** @returns the messages that could not be deleted. */
  delete(messages: readonly QueueMessage[]): Promise<readonly QueueMessage[]>;
}
