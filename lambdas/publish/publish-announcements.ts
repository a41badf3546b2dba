/**
 * The rows that a batch of commits announced, onto the output stream.
 *
 * Rows of all commits share requests. When some of them are not taken, the commit of the first of those is the first that
 * must come again; what was sent of later ones then comes twice, under the same ids.
 * Invariant: rows of one partition key that were announced on one page are in the stream in the order of their announcement.
 */
import type { StreamChannel } from "../../lib/engine/index.ts";
import type { Announcement } from "../aws/announcements.ts";
import { type OutputRecord, outputRecord } from "./output-record.ts";
import { type RowFault, UnpublishableRow } from "./row-fault.ts";
import { type OutputTarget, putInOrder } from "./put-in-order.ts";

export interface PublishReport {
  /** Rows that the stream has taken. */
  readonly published: number;
  /** Rows that it has not, and the position of the first commit that must come again; null when all were taken. */
  readonly failure: { readonly position: string; readonly rows: number; readonly error: string } | null;
  /** Rows that no stream can take. They are left out: coming again would only hold up those behind them. */
  readonly unpublishable: readonly { readonly position: string; readonly fault: RowFault }[];
}

interface AnnouncedRecord extends OutputRecord {
  /** Which of the commits announced it. */
  readonly commit: number;
}

export async function publishAnnouncements(
  target: OutputTarget,
  channels: ReadonlyMap<string, StreamChannel>,
  announcements: readonly Announcement[],
): Promise<PublishReport> {
  const unpublishable: { position: string; fault: RowFault }[] = [];
  const records: AnnouncedRecord[] = [];
  announcements.forEach(({ position, emissions }, commit) => {
    for (const emission of emissions) {
      const channel = channels.get(emission.operator);
      if (channel === undefined) continue;
      try {
        records.push({ ...outputRecord(channel, emission), commit });
      } catch (error) {
        if (!(error instanceof UnpublishableRow)) throw error;
        unpublishable.push({ position, fault: error.fault });
      }
    }
  });
  const { remaining, error } = await putInOrder(target, records);
  const published = records.length - remaining.length;
  if (error === null) return { published, failure: null, unpublishable };
  const first = remaining.reduce((least, { commit }) => Math.min(least, commit), announcements.length);
  const position = announcements[first]?.position ?? "";
  return { published, failure: { position, rows: remaining.length, error }, unpublishable };
}
