/** One look at everything that is watched, as the views read it: what one of them has read, the others need not. */
import type { Interest } from "../server/interest.ts";
import type { ProgressHistory } from "../server/progress-history.ts";
import type { Shared } from "../sources/shared-reads.ts";
import type { WatchedPipeline } from "../sources/watched-pipeline.ts";

export interface WatchedNow extends WatchedPipeline {
  readonly history: ProgressHistory;
  /** Kept over looks, for what is too dear to be read every second. */
  readonly seldom: Shared;
}

export interface Look {
  readonly nowMs: number;
  readonly stage: string;
  readonly pipelines: readonly WatchedNow[];
}

export type ReadView = (look: Look, interest: Interest) => Promise<object>;

export function pipelineOf({ pipelines }: Look, name: string): WatchedNow | undefined {
  return pipelines.find((pipeline) => pipeline.name === name);
}
