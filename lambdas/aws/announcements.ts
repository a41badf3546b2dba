/**
 * What commits of pages announced, as the state table's change stream tells of it. Each commit is one record of the
 * stream and holds what that commit announced; only deletions and commits that announced nothing have none.
 */
import type { DynamoDBStreamEvent } from "aws-lambda";
import { STATE } from "../../lib/contract/index.ts";
import type { Emission } from "../../lib/engine/index.ts";
import { errorNameOf } from "./error-name.ts";
import { unpackedText } from "./items/packed-text.ts";

/** One commit's. */
export interface Announcement {
  /** The record's place in the change stream: what is reported back when it could not be carried. */
  readonly position: string;
  /** In the order in which they were announced. */
  readonly emissions: readonly Emission[];
}

export interface Announced {
  /** Of the commits in front of the first unreadable one. */
  readonly announcements: readonly Announcement[];
  /** The first commit whose announcement is none; it comes again with all behind it, until it is given up. */
  readonly unreadable: { readonly position: string; readonly error: string } | null;
}

/** @param channels the operators of the carrier's channel; what others announced is another carrier's. */
export function announcementsOf(
  event: DynamoDBStreamEvent,
  channels: ReadonlyMap<string, unknown>,
): Announced {
  const announcements: Announcement[] = [];
  for (const { dynamodb } of event.Records) {
    const text = dynamodb?.NewImage?.[STATE.emissions]?.S;
    if (text === undefined) continue;
    const position = dynamodb?.SequenceNumber ?? "";
    try {
      const announced: readonly Emission[] = JSON.parse(unpackedText(text));
      const emissions = announced.filter(({ operator }) => channels.has(operator));
      if (emissions.length > 0) announcements.push({ position, emissions });
    } catch (error) {
      return { announcements, unreadable: { position, error: errorNameOf(error) } };
    }
  }
  return { announcements, unreadable: null };
}
