/**
 * What sessions must come to. Without a reshard exactly, session by session. Behind one a child's watermark may be behind
 * its parent's, so that a session of the parent's that was over is not; what each key has in all its sessions
 * stays exact.
 */
import { LATENESS_MS, SESSION } from "./topologies.ts";
import type { SimEvent } from "./sim-event.ts";

interface Visit {
  readonly start: number;
  readonly last: number;
  readonly events: number;
  readonly total: number;
}

export class SessionOracle {
  readonly #over = new Map<string, Visit[]>();
  readonly #open = new Map<string, readonly Visit[]>();

  add({ key, time, value }: SimEvent, watermarkMs: number): void {
    const isOver = ({ last }: Visit) => watermarkMs >= last + SESSION.gapMs + LATENESS_MS.visits;
    const known = this.#open.get(key) ?? [];
    this.#over.set(key, [...(this.#over.get(key) ?? []), ...known.filter(isOver)]);
    let visit: Visit = { start: time, last: time, events: 1, total: value };
    const others: Visit[] = [];
    for (const other of known.filter((one) => !isOver(one)).sort((one, two) => one.start - two.start)) {
      const start = Math.min(visit.start, other.start);
      const last = Math.max(visit.last, other.last);
      const isNear = time - other.last <= SESSION.gapMs && other.start - time <= SESSION.gapMs;
      if (!isNear || last - start > SESSION.maxDurationMs) others.push(other);
      else visit = { start, last, events: visit.events + other.events, total: visit.total + other.total };
    }
    this.#open.set(key, [...others, visit]);
  }

  /** Each session as a line. */
  lines(): string[] {
    return this.#visits().map(
      ([key, { start, events, total }]) => `${key}|${start} = ${events} events, ${total}`,
    );
  }

  /** All sessions of each key together as a line. */
  sums(): string[] {
    return sumLines(this.#visits().map(([key, { events, total }]) => ({ key, events, total })));
  }

  #visits(): (readonly [string, Visit])[] {
    return [...this.#over, ...this.#open].flatMap(([key, visits]) =>
      visits.map((visit) => [key, visit] as const),
    );
  }
}

export function sumLines(rows: readonly { key: string; events: number; total: number }[]): string[] {
  const sums = new Map<string, { events: number; total: number }>();
  for (const { key, events, total } of rows) {
    const sum = sums.get(key) ?? { events: 0, total: 0 };
    sums.set(key, { events: sum.events + events, total: sum.total + total });
  }
  return [...sums].map(([key, { events, total }]) => `${key} = ${events} events, ${total}`);
}
