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
  decodeOutputs,
  encodeOutputs,
  type Json,
  type Page,
  type PageKey,
  SEQUENCE_NUMBER_WIDTH,
  type Section,
  type SequenceNumber,
} from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { expiry } from "./expiry.ts";
import { type Item, textOf } from "./item.ts";
import { packedText, unpackedText } from "./packed-text.ts";

interface PageContent {
  readonly key: PageKey;
  /** Missing in pages of the version before this one. */
  readonly batchFrom?: SequenceNumber;
  readonly sections: readonly (readonly [name: string, mark: SequenceNumber, state: Json])[];
  readonly closing: readonly Json[];
  /** Missing where there are none. */
  readonly outputs?: Json;
}

export function pageItemKey({ shardId, window, name }: PageKey): Item {
  const sort =
    window === null ? PAGE_PREFIX + name : WINDOW_PREFIX + windowSort(window.startMs, window.endMs, name);
  return { [STATE.partitionKey]: { S: shardPartition(shardId) }, [STATE.sortKey]: { S: sort } };
}

/** @param nowMs the worker's clock: a page that is still written is not old, whatever the age of its events. */
export function pageItem(topology: AnyTopology, page: Page, nowMs: number): Item {
  const { key, highWaterMark, batchFrom, sections, closing, outputs, emissions } = page;
  const parts = [...sections].map(([name, { mark, state }]) => {
    const operator = topology.operators[name];
    const text = operator === undefined ? JSON.stringify(state) : operator.encode(state);
    return `[${JSON.stringify(name)},"${mark}",${text}]`;
  });
  const said = outputs.length === 0 ? "" : `,"outputs":${encodeOutputs(outputs)}`;
  const json = `{"key":${JSON.stringify(key)},"batchFrom":"${batchFrom}","sections":[${parts.join(",")}],"closing":[${closing.map(encodeChunk).join(",")}]${said}}`;
  const item: Item = {
    ...pageItemKey(key),
    [STATE.highWaterMark]: { S: highWaterMark },
    ...bodyAttributes(json),
  };
  if (key.window !== null) {
    item[STATE.expiresAt] = expiry(Math.max(nowMs, key.window.endMs + latenessOf(topology, page)));
  }
  // What the table's stream carries on stands beside the body, where a filter can see that there is something.
  if (emissions.length > 0) item[STATE.emissions] = { S: packedText(JSON.stringify(emissions)) };
  return item;
}

export function pageOf(topology: AnyTopology, item: Item): Page {
  const { key, batchFrom, sections, closing, outputs = [] } = contentOf(item) as unknown as PageContent;
  const read = sections.map(([name, mark, json]): [string, Section] => {
    const operator = topology.operators[name];
    // While a deployment rolls, a page may hold a section of an operator that this version does not know: it is
    // kept as it is, for the version that does.
    return [name, { mark, state: operator === undefined ? json : operator.decode(json) }];
  });
  const highWaterMark = textOf(item, STATE.highWaterMark) as SequenceNumber;
  const { [STATE.sortKey]: sort } = pageItemKey(key);
  if (highWaterMark.length !== SEQUENCE_NUMBER_WIDTH || sort?.S !== textOf(item, STATE.sortKey)) {
    throw new TypeError("Cannot read a page: its body and its attributes disagree");
  }
  const emissions: readonly Emission[] = JSON.parse(unpackedText(item[STATE.emissions]?.S ?? "[]"));
  return {
    key,
    highWaterMark,
    batchFrom: batchFrom ?? highWaterMark,
    sections: new Map(read),
    closing: closing.map(decodeChunk),
    outputs: decodeOutputs(outputs),
    emissions,
  };
}

function latenessOf(topology: AnyTopology, { sections }: Page): number {
  const lateness = [...sections.keys()].map(
    (name) => topology.operators[name]?.windowing?.allowedLatenessMs ?? 0,
  );
  return Math.max(0, ...lateness);
}
