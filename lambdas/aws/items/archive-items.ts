/** An archive as items of the state table - its head, and one a part - and back. */
import { archivePrefix, panesPartition, STATE } from "../../../lib/contract/index.ts";
import type { AnyTopology, Archive, Json, PaneKey } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { expiry } from "./expiry.ts";
import type { Item } from "./item.ts";

interface Head {
  readonly amendedWith: readonly string[];
  readonly parts: number;
}

/** Names the part's place, so that a part is never taken for the head. */
const PART = "part#";
const HEAD = "head";

/** @param nowMs the writer's clock: an archive is kept as long as a final pane. */
export function archiveItems(topology: AnyTopology, archive: Archive, nowMs: number): readonly Item[] {
  const { key, version, parts, amendedWith } = archive;
  const encode = topology.operators[key.operator]?.encode ?? JSON.stringify;
  const item = (place: string, json: string): Item => ({
    [STATE.partitionKey]: { S: panesPartition(key.operator) },
    [STATE.sortKey]: { S: prefixOf(key, version) + place },
    [STATE.expiresAt]: expiry(Math.max(nowMs, key.window.endMs)),
    ...bodyAttributes(json),
  });
  const head: Head = { amendedWith, parts: parts.length };
  return [
    ...parts.map(({ shardId, state }) =>
      item(`${PART}${shardId}`, `[${JSON.stringify(shardId)},${encode(state)}]`),
    ),
    item(HEAD, JSON.stringify(head)),
  ];
}

/** @returns undefined when the head or a part is missing. */
export function archiveOf(
  topology: AnyTopology,
  key: PaneKey,
  version: number,
  items: readonly Item[],
): Archive | undefined {
  const headSort = prefixOf(key, version) + HEAD;
  const head = items.find((item) => item[STATE.sortKey]?.S === headSort);
  if (head === undefined) return undefined;
  const { amendedWith, parts: count } = contentOf(head) as unknown as Head;
  const decode = topology.operators[key.operator]?.decode ?? ((json: Json) => json);
  const parts = items
    .filter((item) => item !== head)
    .map((item) => {
      const [shardId, state] = contentOf(item) as unknown as [string, Json];
      return { shardId, state: decode(state) };
    });
  return parts.length === count ? { key, version, parts, amendedWith } : undefined;
}

export function prefixOf({ window, page }: PaneKey, version: number): string {
  return archivePrefix(window.startMs, window.endMs, page, version);
}
