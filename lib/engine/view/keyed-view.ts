/** The states of a keyed operator's keys, over all shards: of each key the newest copy counts. */
import type { KeyCopy } from "../operator/operator.ts";
import type { Json } from "../state/json.ts";
import type { Page } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { AnyTopology } from "../topology.ts";

/** The state of one key, from its pages alone; undefined where nothing is known of it. */
export async function readKeyState(
  { operators }: AnyTopology,
  operator: string,
  state: Pick<StateStore, "listProgress" | "readPages">,
  key: string,
): Promise<Json | undefined> {
  const { pageOf, copyOf } = operators[operator] ?? {};
  if (copyOf === undefined)
    throw new TypeError(`Cannot read a key of ${operator}: it keeps no state of keys`);
  const name = pageOf?.(key, operator) ?? operator;
  const shards = await state.listProgress();
  const pages = await state.readPages(shards.map(({ shardId }) => ({ shardId, window: null, name })));
  let newest: ReturnType<typeof copyOf>;
  for (const page of pages) {
    const section = page?.sections.get(operator);
    const copy = section === undefined ? undefined : copyOf(section.state, key);
    if (copy !== undefined && copy.rank >= (newest?.rank ?? 0)) newest = copy;
  }
  return newest?.state;
}

/** The states of all keys in the pages, of each its newest copy. */
export function keyStatesOf(
  { operators }: AnyTopology,
  operator: string,
  pages: readonly Page[],
): ReadonlyMap<string, Json> {
  const { keyRows, copyOf } = operators[operator] ?? {};
  const newest = new Map<string, KeyCopy>();
  for (const { sections } of pages) {
    const section = sections.get(operator)?.state;
    for (const { key } of section === undefined ? [] : (keyRows?.(section) ?? [])) {
      const copy = copyOf?.(section, key);
      if (copy !== undefined && copy.rank >= (newest.get(key)?.rank ?? 0)) newest.set(key, copy);
    }
  }
  const states = new Map<string, Json>();
  for (const [key, { state }] of newest) if (state !== undefined) states.set(key, state);
  return states;
}
