/** What processing a batch asks of the world beside its state. */
import type { OwnsKey } from "../operator/operator.ts";
import type { Page } from "../state/page.ts";
import type { StateStore, ViewStore } from "../state/ports.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { DeadLetter, ExpiredEvent } from "./judgement.ts";
import type { SourceRecord } from "./record.ts";

/** Where rejected and expired records go; both return once every one of them is durable there. */
export interface SideOutputs<R extends SourceRecord> {
  sendDeadLetters(letters: readonly DeadLetter<R>[]): Promise<void>;
  sendExpired(events: readonly ExpiredEvent<R>[]): Promise<void>;
}

/** Pages as a worker last saw them. Only the commit's condition is trusted; this saves reads. */
export interface PageCache {
  get(pageId: string): Page | undefined;
  set(pageId: string, page: Page): unknown;
  delete(pageId: string): unknown;
}

export interface BatchPorts<R extends SourceRecord> {
  readonly state: StateStore;
  readonly views: ViewStore;
  readonly sideOutputs: SideOutputs<R>;
  /**
   * The first records of the shard in `(after, before)` as the stream has them, in log order; none when there are none.
   * Asked only behind an attempt that has died half way. `before` is null for the end of the shard.
   */
  readonly recordsBetween: (
    shardId: string,
    after: SequenceNumber,
    before: SequenceNumber | null,
  ) => Promise<readonly R[]>;
  /** The shards that this one continues; asked once in a shard's life. */
  readonly parentsOf: (shardId: string) => Promise<readonly string[]>;
  /** Which partition keys' events come to a shard; asked when a child shard takes over keys that may have timers. */
  readonly keysOf: (shardId: string) => Promise<OwnsKey>;
  /** Asks for the closer soon; losing a nudge only delays a pane until the closer's next tick. */
  readonly nudgeCloser: () => Promise<void>;
  /** The worker's clock, ms since 1970. */
  readonly now: () => number;
}
