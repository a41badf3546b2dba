/**
 * Traffic keeps its word when the pipeline does with each record what the generator expects of it: in order, on three
 * shards that compare identities.
 */
import { expect } from "vitest";
import { type AnyTopology, type SourceRecord, sequenceNumber } from "../../lib/engine/index.ts";
import type { Outcome, TrafficRecord } from "../../lib/pipelines/traffic/index.ts";
import { shardIdOf, shardOf } from "../../scripts/process/shard-of.ts";
import { Harness } from "./harness.ts";

const SHARDS = 3;

export interface Sent {
  readonly record: TrafficRecord;
  readonly slotMs: number;
}

export function textOf({ data }: TrafficRecord): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(data);
}

export function sourceRecord({ record, slotMs }: Sent, n: number): SourceRecord {
  const place = { sequenceNumber: sequenceNumber(String(n + 1)), arrivalMs: slotMs };
  try {
    return { ...place, content: { kind: "event", text: textOf(record), replay: null } };
  } catch {
    return {
      ...place,
      content: {
        kind: "unreadable",
        rejection: { reason: "malformed_utf8", error: "bad bytes" },
        replay: null,
      },
    };
  }
}

export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What the pipeline makes of the records, sent in order to three shards that compare identities. */
async function outcomesOf(topology: AnyTopology, sent: readonly Sent[]) {
  const harness = new Harness({ ...topology, dedupe: "id" });
  const totals: Record<Outcome, number> = { applied: 0, expiredLate: 0, deadLettered: 0, duplicates: 0 };
  for (let shard = 0; shard < SHARDS; shard++) {
    const records = sent
      .map((each, n) => ({ each, n }))
      .filter(({ each }) => shardOf(each.record.partitionKey, SHARDS) === shard)
      .map(({ each, n }) => sourceRecord(each, n));
    for (let i = 0; i < records.length; i += 500) {
      const { counts } = await harness.process(records.slice(i, i + 500), shardIdOf(shard));
      for (const outcome of Object.keys(totals) as Outcome[]) totals[outcome] += counts[outcome];
    }
  }
  return { totals, reasons: tally(harness.deadLetters.map(({ rejection }) => rejection.reason)) };
}

export async function expectKeptWord(topology: AnyTopology, sent: readonly Sent[]): Promise<void> {
  const { totals, reasons } = await outcomesOf(topology, sent);
  const expected = tally(sent.map(({ record }) => record.outcome));
  expect(Object.fromEntries(Object.entries(totals).filter(([, count]) => count > 0))).toEqual(expected);
  expect(reasons).toEqual(tally(sent.flatMap(({ record }) => record.reason ?? [])));
}
