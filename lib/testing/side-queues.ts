/**
 * The queues beside the stream. They deliver at least once: a letter that is sent again has the same identity,
 * so that it is kept once, and how often it came is known.
 */
import type { DeadLetter, ExpiredEvent, SideOutputs } from "../engine/index.ts";
import type { StreamRecord } from "./simulated-stream.ts";

export class SideQueues implements SideOutputs<StreamRecord> {
  /** By position. */
  readonly deadLetters = new Map<string, DeadLetter<StreamRecord>>();
  /** By position. */
  readonly expired = new Map<string, ExpiredEvent<StreamRecord>>();

  async sendDeadLetters(letters: readonly DeadLetter<StreamRecord>[]): Promise<void> {
    for (const letter of letters) this.deadLetters.set(letter.record.sequenceNumber, letter);
  }

  async sendExpired(events: readonly ExpiredEvent<StreamRecord>[]): Promise<void> {
    for (const event of events) this.expired.set(event.record.sequenceNumber, event);
  }
}
