/**
 * The audit of one run, one line of JSON: who did what, when, to what, and what came of it. It names codes, counts and
 * positions, and of a record's content nothing: a partition key is told by its hash.
 */
import { createHash } from "node:crypto";
import type { ReplayOptions } from "./options.ts";
import type { ReplayReport } from "./replay-report.ts";

export interface AuditedRun {
  readonly options: ReplayOptions;
  readonly who: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly transformSha256: string | null;
  readonly report: ReplayReport;
}

export function auditLine({ options, who, startedMs, endedMs, transformSha256, report }: AuditedRun) {
  const { left: _, ...figures } = report;
  const { pipeline, stage, account = null, region = null, max, rate } = options;
  return {
    event: "dead_letters_replayed",
    who,
    startedAt: isoOf(startedMs),
    endedAt: isoOf(endedMs),
    pipeline,
    stage,
    account,
    region,
    filters: {
      reason: options.reason ?? null,
      operator: options.operator ?? null,
      keySha256: options.key === undefined ? null : sha256Of(options.key),
      since: isoOf(options.since),
      until: isoOf(options.until),
    },
    max,
    ratePerSecond: rate,
    transformSha256,
    ...figures,
  };
}

function isoOf(timeMs: number | undefined): string | null {
  return timeMs === undefined ? null : new Date(timeMs).toISOString();
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
