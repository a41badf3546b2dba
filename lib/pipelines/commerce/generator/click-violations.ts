/** The ways in which an event of the clickstream can violate its schema. */
import { type Violation, withBoundlessNumber } from "../../traffic/index.ts";
import type { Behaviour } from "../commerce-event.ts";

export const CLICK_VIOLATIONS: readonly Violation<Behaviour>[] = [
  (event) => JSON.stringify({ ...event, price: String(event.price) }),
  (event) => JSON.stringify({ ...event, price: "on request" }),
  (event) => JSON.stringify({ ...event, price: null }),
  ({ price: _, ...event }) => JSON.stringify(event),
  ({ user_id: _, ...event }) => JSON.stringify(event),
  ({ product_id: _, ...event }) => JSON.stringify(event),
  (event) => JSON.stringify({ ...event, user_id: { ["__proto__"]: event.user_id } }),
  (event) => JSON.stringify({ ...event, event_type: "browse" }),
  (event) => JSON.stringify({ ...event, brand: ["a", "list"] }),
  (event) => JSON.stringify({ ...event, event_time: "yesterday" }),
  (event) => JSON.stringify({ ...event, event_time: event.event_time.replace(/T.*/, "T25:61:00Z") }),
  (event) => JSON.stringify([event]),
  (event) => withBoundlessNumber(event, "price"),
];
