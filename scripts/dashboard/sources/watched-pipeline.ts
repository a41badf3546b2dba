/** A pipeline as the dashboard sees it: what it means, and where what it did can be read. Nothing here writes. */
import type {
  AnyTopology,
  EventTimeMs,
  Pane,
  StateReader,
  TimeRange,
  ViewReader,
} from "../../../lib/engine/index.ts";
import type { ProgressHistory } from "../server/progress-history.ts";
import type { DeadLetterSample } from "./dead-letter-sample.ts";
import type { MetricSource } from "./metric-source.ts";

export interface WatchedPipeline {
  readonly name: string;
  readonly topology: AnyTopology;
  readonly state: StateReader;
  /** Of histories the newest entries: what a feed shows. */
  readonly views: ViewReader;
  /** Of histories far more: for one key's past, read seldom. */
  readonly deepViews: ViewReader;
  /** The last panes of windows that end in the range. */
  readonly panes: (operator: string, range: TimeRange) => Promise<readonly Pane[]>;
  readonly metrics: MetricSource;
  readonly deadLetters: () => Promise<DeadLetterSample>;
  /** Records that the stream has taken since the run began; undefined where nobody counts them. */
  readonly sent?: () => number;
  /** What is known of its past before the first look; nothing unless given. */
  readonly history?: ProgressHistory;
  /** The options by which a command finds this stage, ready for a shell. */
  readonly stageOptions: string;
}

/** What is watched, or why there is nothing yet, in words. */
export type Watched =
  | { readonly kind: "waiting"; readonly text: string }
  | { readonly kind: "open"; readonly stage: string; readonly pipelines: readonly WatchedPipeline[] };

/** The whole windows or buckets that a range touches: it then changes with the step and not with every look. */
export function wholeSteps(fromMs: number, toMs: number, stepMs: number): TimeRange {
  return {
    fromMs: (Math.floor(fromMs / stepMs) * stepMs) as EventTimeMs,
    toMs: (Math.ceil(toMs / stepMs) * stepMs) as EventTimeMs,
  };
}
