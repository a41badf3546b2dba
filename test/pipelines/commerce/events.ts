/** Events of the shop for tests. */
import type { Behaviour } from "../../../lib/pipelines/commerce/commerce-event.ts";

export const START_MS = Date.UTC(2026, 0, 1);

const BEHAVIOUR: Behaviour = {
  event_id: "e-1",
  event_time: "2026-01-01T00:00:00.000Z",
  event_type: "view",
  product_id: 1004856,
  category_id: "2053013555631882655",
  category_code: "electronics.smartphone",
  brand: "samsung",
  price: 130.76,
  user_id: 520088904,
  user_session: "4d3b30da-a5e4-49df-b1a8-ba5943f1dd33",
};

export function behaviourWith(changes: Readonly<Record<string, unknown>> = {}): Behaviour {
  return { ...BEHAVIOUR, ...changes } as Behaviour;
}

/** An event `afterMs` behind the start, with an id of its own. */
export function behaviourAt(afterMs: number, changes: Readonly<Record<string, unknown>> = {}): Behaviour {
  const event_time = new Date(START_MS + afterMs).toISOString();
  return behaviourWith({ event_id: `e-${afterMs}-${JSON.stringify(changes)}`, event_time, ...changes });
}
