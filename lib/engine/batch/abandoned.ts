/**
 * Abandoned records: delivery has given them up (attempts or age used up) after an attempt that died between its
 * pages and its progress. Some pages hold them, others do not; counting them again from a replay would double
 * them in the first, leaving them out would lose them in the second.
 *
 * So they are finished before anything behind them is judged: read back from the stream and processed in their
 * place, as the replays that their failure message will lead to, which are then recognised.
 */
import type { Page } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { Begun, ShardProgress } from "../state/progress.ts";
import { type SequenceNumber, unpadded } from "../state/sequence-number.ts";
import { END_OF_TIME } from "../time/event-time.ts";
import type { BatchPorts } from "./ports.ts";
import type { SourceRecord } from "./record.ts";

/**
 * What some page is ahead of the progress with: another worker has, or had, begun it. Folding skips those records, so
 * what that worker recorded about them must be read before going on. null when no page is ahead.
 */
export function begunAhead(
  { highWaterMark }: ShardProgress,
  pages: readonly (Page | undefined)[],
): Begun | null {
  return pages.reduce<Begun | null>((begun, page) => {
    if (page === undefined || page.highWaterMark <= highWaterMark) return begun;
    return joined(begun, { from: page.batchFrom, upTo: page.highWaterMark });
  }, null);
}

export function isKnown(known: Begun | null, begun: Begun): boolean {
  return known !== null && known.from <= begun.from && known.upTo >= begun.upTo;
}

export function joined(one: Begun | null, other: Begun): Begun {
  if (one === null) return other;
  return {
    from: one.from < other.from ? one.from : other.from,
    upTo: one.upTo > other.upTo ? one.upTo : other.upTo,
  };
}

/**
 * The progress of a shard whose stream has ended, with all that its pages are ahead of it with: no batch of its own comes any
 * more that would find it.
 *
 * @returns undefined when another worker has moved the shard on.
 */
export async function withAllBegun(
  state: StateStore,
  ended: ShardProgress,
): Promise<ShardProgress | undefined> {
  const { shardId } = ended;
  const pages = await Promise.all([state.keyedPages(shardId), state.windowPages(shardId, END_OF_TIME)]);
  const ahead = begunAhead(ended, pages.flat());
  if (ahead === null || isKnown(ended.begun, ahead)) return ended;
  const noted = { ...ended, begun: joined(ended.begun, ahead), version: ended.version + 1 };
  return (await state.commitProgress(noted)) ? noted : undefined;
}

/** @param before what the stream delivers now; null for the shard's end. */
export async function abandonedBefore<R extends SourceRecord>(
  ports: BatchPorts<R>,
  { shardId, highWaterMark, begun }: ShardProgress,
  before: SequenceNumber | null | undefined,
): Promise<readonly R[]> {
  if (begun === null || before === undefined || (before !== null && before <= begun.from)) return [];
  let after = highWaterMark;
  for (;;) {
    const records = await ports.recordsBetween(shardId, after, before);
    const begunOnes = records.filter(({ sequenceNumber }) => sequenceNumber >= begun.from);
    if (begunOnes.length > 0) return begunOnes.map((record) => inItsPlace(shardId, record));
    const last = records.at(-1);
    if (last === undefined) return [];
    after = last.sequenceNumber;
  }
}

function inItsPlace<R extends SourceRecord>(shardId: string, record: R): R {
  const { content, sequenceNumber } = record;
  if (content.kind === "heartbeat" || content.replay !== null) return record;
  const replay = { origin: `${shardId}:${unpadded(sequenceNumber)}`, attempt: 1 };
  return { ...record, content: { ...content, replay } };
}
