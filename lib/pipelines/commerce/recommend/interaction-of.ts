/**
 * A behaviour of the clickstream as the recommender reads it. A click is as good as a view, and a session is a basket. Who asks
 * to be forgotten does nothing else.
 */
import { type Behaviour, eventTimeOf, type ShopperEvent } from "../commerce-event.ts";
import type { Interaction } from "./interaction.ts";

export function interactionOf(behaviour: Behaviour): Interaction {
  const { event_type: kind, product_id, category_id, brand, price, user_session } = behaviour;
  return {
    kind: kind === "click" ? "view" : kind,
    atMs: eventTimeOf(behaviour),
    productId: String(product_id),
    categoryId: String(category_id),
    brand: brand === undefined || brand === "" ? null : brand,
    price,
    basketId: String(user_session),
  };
}

/** null for an event that asks for its user to be forgotten. */
export function interactionIn(event: ShopperEvent): Interaction | null {
  return event.event_type === "forget" ? null : interactionOf(event);
}
