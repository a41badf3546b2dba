/** A page as an item of the state table, and back. */
import {
  PAGE_PREFIX,
  STATE,
  shardPartition,
  WINDOW_PREFIX,
  windowSort,
} from "../../../lib/contract/index.ts";
import {
  type AnyTopology,
  decodeChunk,
  type Emission,
  encodeChunk,
  type Json,
  type Page,
  type PageKey,
  type Section,
  type SequenceNumber,
  type Window,
} from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { type Item, textOf } from "./item.ts";

/** Clean-up long after the closer has retired the window: TTL is never a timer. */
const KEPT_AFTER_WINDOW_S = 14 * 24 * 3600;
const MS_PER_S = 1000;

interface PageContent {
  readonly key: PageKey;
  readonly sections: readonly (readonly [name: string, mark: SequenceNumber, state: Json])[];
  readonly closing: readonly Json[];
}

export function pageItemKey({ shardId, window, name }: PageKey): Item {
  const sort =
    window === null ? PAGE_PREFIX + name : WINDOW_PREFIX + windowSort(window.startMs, window.endMs, name);
  return { [STATE.partitionKey]: { S: shardPartition(shardId) }, [STATE.sortKey]: { S: sort } };
}

export function pageItem(topology: AnyTopology, page: Page): Item {
  const { key, highWaterMark, sections, closing, emissions } = page;
  const parts = [...sections].map(([name, { mark, state }]) => {
    return `[${JSON.stringify(name)},"${mark}",${topology.operators[name]?.encode(state)}]`;
  });
  const json = `{"key":${JSON.stringify(key)},"sections":[${parts.join(",")}],"closing":[${closing.map(encodeChunk).join(",")}]}`;
  const item: Item = {
    ...pageItemKey(key),
    [STATE.highWaterMark]: { S: highWaterMark },
    ...bodyAttributes(json),
  };
  if (key.window !== null) item[STATE.expiresAt] = { N: String(expiryOf(key.window)) };
  // What the table's stream carries on stands beside the body, where a filter can see that there is something.
  if (emissions.length > 0) item[STATE.emissions] = { S: JSON.stringify(emissions) };
  return item;
}

export function pageOf(topology: AnyTopology, item: Item): Page {
  const { key, sections, closing } = contentOf(item) as unknown as PageContent;
  const read = sections.flatMap(([name, mark, json]): [string, Section][] => {
    const operator = topology.operators[name];
    // A section of an operator that is no more is dropped with its operator's next deployment.
    return operator === undefined ? [] : [[name, { mark, state: operator.decode(json) }]];
  });
  const highWaterMark = textOf(item, STATE.highWaterMark) as SequenceNumber;
  const emissions: readonly Emission[] = JSON.parse(item[STATE.emissions]?.S ?? "[]");
  return { key, highWaterMark, sections: new Map(read), closing: closing.map(decodeChunk), emissions };
}

function expiryOf({ endMs }: Window): number {
  return Math.max(0, Math.ceil(endMs / MS_PER_S) + KEPT_AFTER_WINDOW_S);
}
