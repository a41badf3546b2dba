/** The state of one key of a keyed operator, over all shards: the newest copy counts. Reads the key's pages alone. */
import type { Json } from "../state/json.ts";
import type { StateStore } from "../state/ports.ts";
import type { AnyTopology } from "../topology.ts";

/** @returns undefined for a key that nothing is known of. */
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
