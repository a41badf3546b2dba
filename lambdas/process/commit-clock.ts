/** How long a batch's commit takes: from the first write of its pages until its progress is durable. */
import type { Page, PageCommit, SequenceNumber, ShardProgress } from "../../lib/engine/index.ts";
import { DynamoStateStore } from "../aws/dynamo-state-store.ts";

export class CommitClock {
  #beganMs: number | undefined;
  #endedMs: number | undefined;

  reset(): void {
    this.#beganMs = undefined;
    this.#endedMs = undefined;
  }

  begin(): void {
    this.#beganMs ??= performance.now();
  }

  end(): void {
    this.#endedMs = performance.now();
  }

  /** Undefined for a batch that committed nothing. */
  get durationMs(): number | undefined {
    if (this.#beganMs === undefined || this.#endedMs === undefined) return undefined;
    return this.#endedMs - this.#beganMs;
  }
}

/** The state store, with its commits on a clock. */
export class ClockedStateStore extends DynamoStateStore {
  readonly clock = new CommitClock();

  override commitPage(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit> {
    this.clock.begin();
    return super.commitPage(page, startedFrom);
  }

  override async commitProgress(next: ShardProgress): Promise<boolean> {
    this.clock.begin();
    const isCommitted = await super.commitProgress(next);
    this.clock.end();
    return isCommitted;
  }
}
