/**
 * The pages that a batch starts from: warm ones from the worker's memory; of cold ones only those that a
 * stateful operator needs are read, since a cold monoid page costs nothing until its commit says otherwise.
 *
 * Keyed state follows its keys through a reshard: a page that a child shard does not have yet starts from its
 * parents' pages of the same name.
 */
import { type Page, type PageKey, pageId } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { AnyTopology } from "../topology.ts";
import type { PageWork } from "./fold-page.ts";
import type { PageCache } from "./ports.ts";

export interface BasePage {
  readonly base: Page | undefined;
  readonly inherited: ReadonlyMap<string, unknown>;
}

const NOTHING_INHERITED: ReadonlyMap<string, unknown> = new Map();

export async function loadPages(
  store: StateStore,
  topology: AnyTopology,
  cache: PageCache,
  parents: readonly string[],
  works: readonly PageWork[],
): Promise<readonly BasePage[]> {
  const bases = new Map<string, Page | undefined>(
    works.map(({ key }) => [pageId(key), cache.get(pageId(key))]),
  );
  const cold = works.filter(({ key }) => bases.get(pageId(key)) === undefined);
  const needed = cold.filter((work) => statefulOperators(topology, work).length > 0);
  if (needed.length > 0) {
    const read = await store.readPages(needed.map(({ key }) => key));
    needed.forEach(({ key }, i) => {
      bases.set(pageId(key), read[i]);
    });
  }
  return Promise.all(
    works.map(async (work) => {
      const base = bases.get(pageId(work.key));
      const inherits = base === undefined && parents.length > 0;
      return {
        base,
        inherited: inherits ? await inherit(store, topology, parents, work) : NOTHING_INHERITED,
      };
    }),
  );
}

async function inherit(
  store: StateStore,
  topology: AnyTopology,
  parents: readonly string[],
  work: PageWork,
): Promise<ReadonlyMap<string, unknown>> {
  const names = statefulOperators(topology, work);
  if (names.length === 0) return NOTHING_INHERITED;
  const keys = parents.map((shardId): PageKey => ({ ...work.key, shardId }));
  const pages = (await store.readPages(keys)).filter((page) => page !== undefined);
  const inherited = new Map<string, unknown>();
  for (const name of names) {
    const states = pages.flatMap((page) => {
      const section = page.sections.get(name);
      return section === undefined ? [] : [section.state];
    });
    const state = states.length === 0 ? undefined : topology.operators[name]?.inherit?.(states);
    if (state !== undefined) inherited.set(name, state);
  }
  return inherited;
}

function statefulOperators(topology: AnyTopology, { entries }: PageWork): string[] {
  const names = new Set(entries.map(({ operator }) => operator));
  return [...names].filter((name) => topology.operators[name]?.stateful === true);
}
