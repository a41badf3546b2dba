/**
 * What commits of pages announced, as the state table's change stream tells of it. Each commit is one record of the
 * stream and holds what that commit announced; only deletions and commits that announced nothing have none.
 */
import type { DynamoDBStreamEvent } from "aws-lambda";
import { STATE } from "../../lib/contract/index.ts";
import type { Emission } from "../../lib/engine/index.ts";

/** One commit's. */
export interface Announcement {
  /** The record's place in the change stream: what is reported back when it could not be carried. */
  readonly position: string;
  /** In the order in which they were announced. */
  readonly emissions: readonly Emission[];
}

/** @param channels the operators of the carrier's channel; what others announced is another carrier's. */
export function announcementsOf(
  event: DynamoDBStreamEvent,
  channels: ReadonlyMap<string, unknown>,
): readonly Announcement[] {
  return event.Records.flatMap(({ dynamodb }) => {
    const text = dynamodb?.NewImage?.[STATE.emissions]?.S;
    if (text === undefined) return [];
    const announced: readonly Emission[] = JSON.parse(text);
    const emissions = announced.filter(({ operator }) => channels.has(operator));
    return emissions.length === 0 ? [] : [{ position: dynamodb?.SequenceNumber ?? "", emissions }];
  });
}
