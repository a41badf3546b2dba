/**
 * The announce operator makes one row of each event: the row is kept in a history, by partition and event time, from
 * which the view is read, and is carried on by the operator's channel.
 */
import { type Alert as Announcement, detect } from "./detect.ts";
import type { JournalLayout } from "../state/journal.ts";
import type { Channel } from "./channel.ts";
import type { Operator } from "./operator.ts";

export type { Announcement };

export interface AnnounceOptions<Event> extends JournalLayout {
  /** The item that keeps the open end of the history: the operator's own by default. */
  readonly page?: string;
  /** @param identity the event's own id, or the fingerprint of its text. */
  readonly announce: (event: Event, identity: () => string) => Announcement;
  readonly channel: Channel;
}

export function announce<Event>(options: AnnounceOptions<Event>): Operator<Event> {
  const { page, announce: announcementOf, channel, ...layout } = options;
  const operator = detect<Event, null>({
    ...layout,
    key: () => "",
    ...(page === undefined ? {} : { page: () => page }),
    judge: (event, identity) => [announcementOf(event, identity)],
  });
  return { ...operator, channel };
}
