/**
 * Metrics of the local stage, where each line of metrics is a call of another function and the emulator has one processor for all
 * calls: they are published once a second and not with each call. Only for what does not freeze between calls.
 */
import { log } from "../aws/logging.ts";
import type { PipelineMetrics } from "../aws/pipeline-metrics.ts";

const PUBLISH_AFTER_MS = 1_000;

export function pacedMetrics(metrics: PipelineMetrics): PipelineMetrics {
  let isScheduled = false;
  return {
    ...metrics,
    publish() {
      // The emulator waits 50 ms for a function's first line before it gives the next call to it.
      log("call_answered", {});
      if (isScheduled) return;
      isScheduled = true;
      setTimeout(() => {
        isScheduled = false;
        metrics.publish();
      }, PUBLISH_AFTER_MS).unref();
    },
  };
}
