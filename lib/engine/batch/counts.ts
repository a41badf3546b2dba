/**
 * What became of a batch's records, each counted once. Replays are counted apart: their record was sent once.
 */
export interface Counts {
  events: number;
  applied: number;
  expiredLate: number;
  deadLettered: number;
  duplicates: number;
  late: number;
  replaysApplied: number;
  replaysExpired: number;
  replaysDuplicate: number;
  replaysDeadLettered: number;
  heartbeats: number;
}

export function noCounts(): Counts {
  return {
    events: 0,
    applied: 0,
    expiredLate: 0,
    deadLettered: 0,
    duplicates: 0,
    late: 0,
    replaysApplied: 0,
    replaysExpired: 0,
    replaysDuplicate: 0,
    replaysDeadLettered: 0,
    heartbeats: 0,
  };
}

export function addCounts(one: Counts, other: Counts): Counts {
  const sum = noCounts();
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] = one[name] + other[name];
  return sum;
}
