/** Meters of a container that has processed nothing yet. */
import { InvocationMeter } from "../../../lambdas/aws/invocation-meter.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import { BusyShare } from "../../../lambdas/process/busy-share.ts";
import { CommitClock } from "../../../lambdas/process/commit-clock.ts";
import { CountedPages } from "../../../lambdas/process/counted-pages.ts";
import type { BatchMeters } from "../../../lambdas/process/metrics.ts";

export function freshMeters(): BatchMeters {
  return {
    writes: new WriteMeter(),
    commits: new CommitClock(),
    pages: new CountedPages(() => 1),
    busy: new BusyShare(),
    invocation: new InvocationMeter(1_000_000),
  };
}
