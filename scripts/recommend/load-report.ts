/** What a load test has shown, for people, and in what it falls short. */
import { formatCount } from "../terminal/format-count.ts";
import type { LoadFigures } from "./load.ts";

/** What is wanted of `recommend`. */
const LATENCY_P95_MAX_MS = 75;
const ERROR_SHARE_MAX = 0.002;
const HIT_SHARE_MIN = 0.6;

function hitShare({ answered, found }: LoadFigures): number {
  return (found.process + found.table) / Math.max(1, answered);
}

function errorShare({ asked, answered }: LoadFigures): number {
  return (asked - answered) / Math.max(1, asked);
}

export function loadText(figures: LoadFigures): string {
  const { asked, answered, found, latencyMs, durationMs, skipped, failures } = figures;
  const { p50, p95, p99 } = latencyMs;
  const known = (value: number | null) => formatCount(value ?? undefined);
  const reasons = Object.entries(failures).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  const share = (count: number) => `${percent(count / Math.max(1, answered))} %`;
  return [
    "recommend",
    `  asked ${formatCount(asked)} = answered ${formatCount(answered)} + failed ${formatCount(asked - answered)}${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
    `  latency, ms              p50 ${known(p50)}  p95 ${known(p95)}  p99 ${known(p99)}`,
    `  throughput               ${formatCount(Math.round((1000 * answered) / Math.max(1, durationMs)))} requests/s${skipped > 0 ? `, ${formatCount(skipped)} slots left out` : ""}`,
    `  found                    in the process ${share(found.process)}, in the table ${share(found.table)}, computed ${share(found.computed)}`,
  ].join("\n");
}

/** Every way in which it falls short; empty when it does not. */
export function shortfalls(figures: LoadFigures): readonly string[] {
  const found: string[] = [];
  const { p95 } = figures.latencyMs;
  if (p95 === null) return ["recommend: nothing was answered"];
  if (p95 >= LATENCY_P95_MAX_MS) {
    found.push(`recommend: p95 ${formatCount(p95)} ms, wanted below ${LATENCY_P95_MAX_MS} ms`);
  }
  if (errorShare(figures) >= ERROR_SHARE_MAX) {
    const wanted = percent(ERROR_SHARE_MAX);
    found.push(`recommend: ${percent(errorShare(figures))} % failed, wanted below ${wanted} %`);
  }
  if (hitShare(figures) <= HIT_SHARE_MIN) {
    const wanted = percent(HIT_SHARE_MIN);
    found.push(`recommend: ${percent(hitShare(figures))} % found in a cache, wanted above ${wanted} %`);
  }
  if (figures.skipped > 0) found.push(`recommend: ${formatCount(figures.skipped)} requests were never sent`);
  return found;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
