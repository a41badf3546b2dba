/**
 * The view of totals: what all shards have of a key, merged, those of closed shards too. To what a shard's pages have comes what
 * an operator upstream has still gathered of the key, in the order of the log: so a total is as of the last commit.
 *
 * Of a value that is on its way from the page that gathers to the page that keeps, the latter's high-water mark says whether
 * it has arrived. A reader whose two reads have a whole batch between them may miss such values for that moment.
 */
import type { Accumulation } from "../operator/accumulated.ts";
import type { KeyedValue } from "../operator/keyed-value.ts";
import type { Json } from "../state/json.ts";
import type { Page } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import type { AnyTopology } from "../topology.ts";

/** The results of the keys asked for, by key; a key that nothing was added to has none. Reads the pages of these keys alone. */
export async function readAccumulated(
  topology: AnyTopology,
  operator: string,
  state: Pick<StateStore, "listProgress" | "readPages">,
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const names = pageNames(topology, operator, keys);
  const shards = await state.listProgress();
  const pages = await state.readPages(
    shards.flatMap(({ shardId }) => names.map((name) => ({ shardId, window: null, name }))),
  );
  const stored = pages.filter((page) => page !== undefined);
  return accumulatedOf(topology, operator, stored, new Set(keys));
}

/** @param wanted the keys asked for; undefined for all. */
export function accumulatedOf(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
  wanted?: ReadonlySet<string>,
): ReadonlyMap<string, unknown> {
  const { result } = accumulationIn(topology, operator);
  const states = statesOf(topology, operator, pages, wanted);
  return new Map(Array.from(states, ([key, state]) => [key, result(state)]));
}

/** The rows of all keys, made as they are asked for. */
export function* accumulatedRowsOf(topology: AnyTopology, operator: string, pages: readonly Page[]) {
  const { row } = accumulationIn(topology, operator);
  for (const [key, state] of statesOf(topology, operator, pages, undefined)) yield row(key, state);
}

function accumulationIn({ operators }: AnyTopology, operator: string): Accumulation {
  const accumulation = operators[operator]?.accumulation;
  if (accumulation === undefined) throw new TypeError(`Cannot read the totals of ${operator}: it keeps none`);
  return accumulation;
}

function pageNames(topology: AnyTopology, operator: string, keys: readonly string[]): string[] {
  const { pageOf } = topology.operators[operator] ?? {};
  const names = new Set(keys.map((key) => pageOf?.(key, operator) ?? operator));
  for (const above of gatheringFor(topology, operator)) {
    names.add(topology.operators[above]?.pageOf?.("", above) ?? above);
  }
  return [...names];
}

/** The operators that gather for one. */
function gatheringFor({ operators }: AnyTopology, operator: string): readonly string[] {
  return (operators[operator]?.upstreams ?? []).filter((above) => operators[above]?.kind === "gathered");
}

function statesOf(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
  wanted: ReadonlySet<string> | undefined,
): ReadonlyMap<string, Json> {
  const accumulation = accumulationIn(topology, operator);
  const merged = new Map<string, Json>();
  for (const own of byShard(pages)) {
    for (const [key, state] of shardStates(topology, operator, own, wanted)) {
      const before = merged.get(key);
      merged.set(key, before === undefined ? state : accumulation.merge(before, state));
    }
  }
  return merged;
}

/** What one shard has of each key, with what is gathered of it. */
function shardStates(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
  wanted: ReadonlySet<string> | undefined,
): ReadonlyMap<string, Json> {
  const { stateOf, keysOf, withValues } = accumulationIn(topology, operator);
  const states = new Map<string, Json>();
  for (const { sections } of pages) {
    const section = sections.get(operator)?.state;
    if (section === undefined) continue;
    for (const key of wanted ?? keysOf(section)) {
      const state = stateOf(section, key);
      if (state !== undefined) states.set(key, state);
    }
  }
  for (const [key, values] of gatheredValues(topology, operator, pages, wanted)) {
    states.set(key, withValues(states.get(key), values));
  }
  return states;
}

/** In the order of the log: what was said and has not arrived yet, then what is still gathered. */
function gatheredValues(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
  wanted: ReadonlySet<string> | undefined,
): ReadonlyMap<string, readonly Json[]> {
  const { operators } = topology;
  const pageOf = operators[operator]?.pageOf;
  const marks = new Map(pages.map(({ key, highWaterMark }) => [key.name, highWaterMark]));
  const hasArrived = (key: string, position: SequenceNumber) =>
    (marks.get(pageOf?.(key, operator) ?? operator) ?? BEFORE_FIRST) >= position;
  const values = new Map<string, Json[]>();
  const add = ([key, value]: KeyedValue) => {
    if (wanted !== undefined && !wanted.has(key)) return;
    const list = values.get(key);
    if (list === undefined) values.set(key, [value]);
    else list.push(value);
  };
  for (const above of gatheringFor(topology, operator)) {
    for (const { sections, outputs } of pages) {
      for (const output of outputs) {
        if (output.operator !== above) continue;
        const said = output.value as unknown as readonly KeyedValue[];
        for (const entry of said) if (!hasArrived(entry[0], output.sequenceNumber)) add(entry);
      }
      const section = sections.get(above)?.state;
      for (const entry of section === undefined ? [] : (operators[above]?.gathered?.(section) ?? []))
        add(entry);
    }
  }
  return values;
}

function byShard(pages: readonly Page[]): Iterable<readonly Page[]> {
  const shards = new Map<string, Page[]>();
  for (const page of pages) {
    const own = shards.get(page.key.shardId);
    if (own === undefined) shards.set(page.key.shardId, [page]);
    else own.push(page);
  }
  return shards.values();
}
