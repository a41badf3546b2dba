/**
 * The pages that a batch starts from: warm ones from the worker's memory, and cold ones by one read of all that
 * may be stored. A window that begins after everything the shard has seen has no page yet, so that the usual
 * cold page, that of a new window, is not read; should a crashed worker have left one, its commit says so.
 *
 * Keyed state follows its keys through a reshard: a page that a child shard does not have yet starts from the
 * pages of the same name of its nearest ancestors.
 */
import type { OwnsKey } from "../operator/operator.ts";
import type { Page, PageKey } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import type { DecisionPorts } from "./decide.ts";
import type { PageWork } from "./fold-page.ts";
import type { WarmPages } from "./warm-pages.ts";

export interface BasePage {
  readonly base: Page | undefined;
  readonly inherited: ReadonlyMap<string, unknown>;
}

/** Of operators without timers each child takes over all keys. */
const ALL_KEYS: OwnsKey = () => true;

const NOTHING_INHERITED: ReadonlyMap<string, unknown> = new Map();

export async function loadPages(
  ports: DecisionPorts,
  topology: AnyTopology,
  warm: WarmPages,
  { parents, maxEventTimeMs }: ShardProgress,
  works: readonly PageWork[],
): Promise<readonly BasePage[]> {
  const { state: store } = ports;
  const bases = works.map(({ key }) => warm.get(key));
  const needed: number[] = [];
  works.forEach((work, i) => {
    if (bases[i] === undefined && mayBeStored(topology, work, maxEventTimeMs)) needed.push(i);
  });
  if (needed.length > 0) {
    const read = await store.readPages(needed.map((i) => (works[i] as PageWork).key));
    needed.forEach((i, position) => {
      bases[i] = read[position];
    });
  }
  if (parents.length === 0) return bases.map((base) => ({ base, inherited: NOTHING_INHERITED }));
  return Promise.all(
    works.map(async (work, i) => {
      const base = bases[i];
      // Operators that share a page come to it one by one: each takes over its own state at its first touch.
      const orphans = statefulOperators(topology, work).filter((name) => !base?.sections.has(name));
      const inherits = orphans.length > 0;
      return {
        base,
        inherited: inherits ? await inherit(ports, topology, parents, work, orphans) : NOTHING_INHERITED,
      };
    }),
  );
}

/** False for a window that begins after everything the shard has seen, unless its state outlives a reshard. */
function mayBeStored(topology: AnyTopology, work: PageWork, maxEventTimeMs: EventTimeMs): boolean {
  const { window } = work.key;
  return window === null || window.startMs <= maxEventTimeMs || statefulOperators(topology, work).length > 0;
}

async function inherit(
  { state: store, keysOf }: DecisionPorts,
  topology: AnyTopology,
  parents: readonly string[],
  work: PageWork,
  names: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const inherited = new Map<string, unknown>();
  const owns = names.some((name) => topology.timed.has(name)) ? await keysOf(work.key.shardId) : ALL_KEYS;
  for (const name of names) {
    const states = await nearestStates(store, parents, work.key, name);
    const state = states.length === 0 ? undefined : topology.operators[name]?.inherit?.(states, owns);
    if (state !== undefined) inherited.set(name, state);
  }
  return inherited;
}

/** The operator's states in the nearest ancestors: a parent that never touched the page took nothing over itself. */
async function nearestStates(
  store: StateStore,
  shardIds: readonly string[],
  key: PageKey,
  operator: string,
): Promise<readonly unknown[]> {
  const pages = await store.readPages(shardIds.map((shardId): PageKey => ({ ...key, shardId })));
  const lines = shardIds.map(async (shardId, i) => {
    const section = pages[i]?.sections.get(operator);
    if (section !== undefined) return [section.state];
    const parents = (await store.readProgress(shardId))?.parents ?? [];
    return parents.length === 0 ? [] : nearestStates(store, parents, key, operator);
  });
  return (await Promise.all(lines)).flat();
}

function statefulOperators(topology: AnyTopology, { entries, timed }: PageWork): string[] {
  const names = new Set([...entries.map(({ operator }) => operator), ...timed]);
  return [...names].filter((name) => topology.operators[name]?.stateful === true);
}
