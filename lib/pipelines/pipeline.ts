/**
 * A pipeline as the product ships it: its topology, tunable where its users tune it.
 */
import type { AnyTopology, DurationMs } from "../engine/index.ts";

/** What may be set for a run without changing what the pipeline means. */
export interface Tuning {
  readonly outOfOrdernessMs?: DurationMs;
  readonly allowedLatenessMs?: DurationMs;
  /** A deployment's own settings, as JSON gives them; which there are is the pipeline's. */
  readonly settings?: unknown;
  /** A clock that only goes forward, for what a pipeline measures of itself; without it no time passes. */
  readonly nowMs?: () => number;
}

export type PipelineFactory = (tuning?: Tuning) => AnyTopology;
