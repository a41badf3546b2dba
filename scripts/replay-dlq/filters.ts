/**
 * Which dead letters a run is about. Times are a record's arrival, `[since, until)`; what has no operator or no known
 * arrival matches no filter on them. A lost batch matches when some of its records do.
 */
import type { DeadLetter, Failing } from "./dead-letter.ts";

export interface Filters {
  readonly reason?: string | undefined;
  readonly operator?: string | undefined;
  readonly partitionKey?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

/** Whether a message may hold matching records, by itself: a lost batch's own records are not known yet. */
export function mayMatch(filters: Filters, letter: DeadLetter): boolean {
  if (!matchesFailing(filters, letter)) return false;
  if (letter.kind === "letter") return matchesRecord(filters, letter);
  const { sinceMs, untilMs, partitionKey } = filters;
  if (letter.kind === "unreadable") return isAbsent(sinceMs) && isAbsent(untilMs) && isAbsent(partitionKey);
  return letter.lastArrivedAtMs >= (sinceMs ?? -Infinity) && letter.firstArrivedAtMs < (untilMs ?? Infinity);
}

export function matchesRecord(
  { partitionKey, sinceMs, untilMs }: Filters,
  record: { readonly partitionKey: string; readonly arrivedAtMs: number | null },
): boolean {
  if (partitionKey !== undefined && record.partitionKey !== partitionKey) return false;
  if (isAbsent(sinceMs) && isAbsent(untilMs)) return true;
  const { arrivedAtMs } = record;
  return arrivedAtMs !== null && arrivedAtMs >= (sinceMs ?? -Infinity) && arrivedAtMs < (untilMs ?? Infinity);
}

function matchesFailing({ reason, operator }: Filters, failing: Failing): boolean {
  if (reason !== undefined && failing.reason !== reason) return false;
  return operator === undefined || failing.operator === operator;
}

function isAbsent(value: unknown): boolean {
  return value === undefined;
}
