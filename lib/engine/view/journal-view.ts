/**
 * The view of a history: the entries of a partition in a range of event time, from closed chunks, from chunks
 * that a page still holds, and from open tails. A chunk that is in two of these places counts once.
 */
import type { DetectSection } from "../operator/detect.ts";
import type { LatestSection } from "../operator/latest.ts";
import type { SessionSection } from "../operator/session-section.ts";
import { type Chunk, chunkId } from "../state/chunk.ts";
import type { Json } from "../state/json.ts";
import type { Page } from "../state/page.ts";
import type { TimeRange } from "../state/ports.ts";
import { alignDown } from "../time/align.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import type { ViewStores } from "./windowed-view.ts";

/** More buckets than this in one query are a mistake in its range. */
const BUCKETS_MAX = 10_000;

/**
 * The entries of every bucket that touches the range; the caller, who knows where an entry keeps its time,
 * filters the first and the last.
 *
 * @throws RangeError when the range spans more than 10,000 buckets.
 */
export async function readJournal(
  topology: AnyTopology,
  operator: string,
  { state, views }: ViewStores,
  partition: string,
  range: TimeRange,
): Promise<readonly Json[]> {
  const buckets = bucketsOf(topology, operator, range);
  const shards = await state.listProgress();
  // Pages before chunks: a chunk that leaves its page meanwhile is then found among the chunks.
  const pages = (await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)))).flat();
  const stored = await Promise.all(buckets.map((bucketMs) => views.chunksOf(operator, partition, bucketMs)));
  const isWanted = (part: { partition: string; bucketMs: EventTimeMs }) =>
    part.partition === partition && buckets.includes(part.bucketMs);
  const entries = entriesOf(operator, stored.flat(), pages, isWanted);
  const isForgotten = forgottenRows(topology, operator, pages);
  return isForgotten === undefined ? entries : entries.filter((entry) => !isForgotten(entry));
}

/** Which rows of a history nobody may see any more; undefined for none. */
export function forgottenRows(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
): ((row: Json) => boolean) | undefined {
  const sections = pages.flatMap(({ sections }) => sections.get(operator) ?? []);
  return topology.operators[operator]?.forgotten?.(sections.map(({ state }) => state));
}

/**
 * The entries of a history, from its stored chunks and from pages: chunks on their way, and open tails.
 *
 * @param isWanted chooses among what the pages hold.
 */
export function entriesOf(
  operator: string,
  stored: readonly Chunk[],
  pages: readonly Page[],
  isWanted: (part: Pick<Chunk, "partition" | "bucketMs">) => boolean = () => true,
): readonly Json[] {
  const closing = pages.flatMap((page) => page.closing).filter((chunk) => chunk.operator === operator);
  const chunks = new Map(
    [...stored, ...closing.filter(isWanted)].map((chunk) => [chunkId(chunk), chunk] as const),
  );
  const tails = pages.flatMap((page) => tailsOf(operator, page)).filter(isWanted);
  return [...chunks.values(), ...tails].flatMap(({ entries }) =>
    entries.map((text): Json => JSON.parse(text)),
  );
}

function bucketsOf(topology: AnyTopology, operator: string, { fromMs, toMs }: TimeRange): EventTimeMs[] {
  const layout = topology.operators[operator]?.journal;
  if (layout === undefined) throw new TypeError(`Cannot read the history of ${operator}: it keeps none`);
  if ((toMs - fromMs) / layout.bucketMs > BUCKETS_MAX) {
    throw new RangeError(
      `Cannot read ${toMs - fromMs} ms of history at once: ask for fewer than ${BUCKETS_MAX} buckets`,
    );
  }
  const buckets: EventTimeMs[] = [];
  for (
    let bucketMs: number = alignDown(fromMs, layout.bucketMs);
    bucketMs < toMs;
    bucketMs += layout.bucketMs
  ) {
    buckets.push(bucketMs as EventTimeMs);
  }
  return buckets;
}

function tailsOf(operator: string, { sections }: Page) {
  const section = sections.get(operator)?.state as LatestSection | DetectSection | SessionSection | undefined;
  return section?.journal ?? [];
}
