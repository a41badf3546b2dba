/** The event that tells the stream what was recommended to whom: an answer is one impression of all its products. */
import type { Impression } from "../commerce-event.ts";
import { type Answer, VARIANT } from "./answer.ts";
import type { RecommendRequest } from "./recommend-request.ts";

/** @param id the event's own, so that a copy of it is known for one. */
export function impressionOf(
  { userId }: RecommendRequest,
  { items }: Answer,
  id: string,
  nowMs: number,
): Impression {
  return {
    event_id: id,
    event_time: new Date(nowMs).toISOString(),
    event_type: "impression",
    user_id: userId,
    product_ids: items.map(({ product_id }) => product_id),
    variant: VARIANT,
  };
}
