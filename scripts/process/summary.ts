/** `summary.json`: what became of the lines, at what cost. */
import { type AnyTopology, type Totals, viewName } from "../../lib/engine/index.ts";
import type { FileOutcome } from "./run-file.ts";

export interface Costs {
  readonly elapsedSeconds: number;
  readonly cpuSeconds: number;
  readonly stateWrites: number;
  readonly stateWriteUnits: number;
}

export interface Summary extends Totals {
  readonly sent: number;
  readonly inFlight: number;
  readonly eventsPerSecond: number;
  readonly cpuSeconds: number;
  readonly stateWrites: number;
  readonly stateWriteUnits: number;
  readonly batches: number;
  readonly panes: number;
  readonly operators: Readonly<Record<string, { readonly kind: string; readonly rows: number }>>;
}

export function summarize(
  topology: AnyTopology,
  outcome: FileOutcome,
  totals: Totals,
  rows: Readonly<Record<string, number>>,
  costs: Costs,
): Summary {
  const { applied, expiredLate, deadLettered, duplicates } = totals;
  const derived = Object.keys(topology.derived ?? {}).map((name) => [name, { kind: "derived" }] as const);
  const operators = [...Object.entries(topology.operators), ...derived].flatMap(([name, { kind }]) => {
    const written = rows[viewName(name)];
    return written === undefined ? [] : [[viewName(name), { kind, rows: written }] as const];
  });
  return {
    sent: outcome.sent,
    applied,
    expiredLate,
    deadLettered,
    duplicates,
    inFlight: outcome.sent - applied - expiredLate - deadLettered - duplicates,
    eventsPerSecond: Math.round(outcome.sent / Math.max(costs.elapsedSeconds, 1e-3)),
    cpuSeconds: costs.cpuSeconds,
    stateWrites: costs.stateWrites,
    stateWriteUnits: costs.stateWriteUnits,
    batches: outcome.batches,
    panes: outcome.panes,
    operators: Object.fromEntries(operators),
  };
}

export function addAll(all: readonly Totals[]): Totals {
  const sum = (field: keyof Totals) => all.reduce((total, totals) => total + totals[field], 0);
  return {
    applied: sum("applied"),
    expiredLate: sum("expiredLate"),
    deadLettered: sum("deadLettered"),
    duplicates: sum("duplicates"),
  };
}
