/**
 * An event of the shop's clickstream (the REES46 schema). What a person does has all fields; an `impression` says which
 * product was recommended, under which variant, or which products by one answer; a `forget` asks for a person's data to be
 * deleted. Unknown fields are ignored.
 */
import { ArkErrors } from "arktype";
import { ISO_TIME, isoTimeMs, UTC_TIME, utcTimeMs } from "../iso-time.ts";
import { type Check, schemaOf, type } from "../schema.ts";

const text = type("string <= 200");
const identifier = type("0 < string <= 256").or("number.integer").describe("a text or a whole number");
const eventTime = type(ISO_TIME).or(type(UTC_TIME)).describe("an ISO 8601 date and time");

/** JSON's 1e400 is read as infinity, which is no price. */
const price = type.number.atLeast(-Number.MAX_VALUE).atMost(Number.MAX_VALUE).describe("a number");

/** What a person does. */
const BEHAVIOURS = ["view", "click", "cart", "remove_from_cart", "purchase"] as const;
export type BehaviourType = (typeof BEHAVIOURS)[number];

const common = { "event_id?": identifier, event_time: eventTime, user_id: identifier } as const;

const behaviour = type({
  ...common,
  event_type: type.enumerated(...BEHAVIOURS),
  product_id: identifier,
  category_id: identifier,
  "category_code?": text.or("null"),
  "brand?": text.or("null"),
  price,
  user_session: identifier,
});

const impression = type({
  ...common,
  event_type: "'impression'",
  product_id: identifier,
  variant: text,
});

/** Products of one answer. */
export const IMPRESSED_PRODUCTS_MAX = 50;

const impressionOfSeveral = type({
  ...common,
  event_type: "'impression'",
  product_ids: identifier
    .array()
    .atLeastLength(1)
    .atMostLength(IMPRESSED_PRODUCTS_MAX)
    .describe(`a list of 1 to ${IMPRESSED_PRODUCTS_MAX} products`),
  variant: text,
});

const forget = type({ ...common, event_type: "'forget'" });

export type Behaviour = typeof behaviour.infer;
export type Impression = typeof impression.infer | typeof impressionOfSeveral.infer;
export type Forget = typeof forget.infer;
/** What a shopper does, or asks for. */
export type ShopperEvent = Behaviour | Forget;
export type CommerceEvent = Behaviour | Impression | Forget;

const anyEvent = type({ event_type: type.enumerated(...BEHAVIOURS, "impression", "forget") });

/** The shape is chosen by the event's type first, so that an error names the field and not three shapes. */
function shapeOf(value: unknown) {
  const event = value as { readonly event_type?: unknown; readonly product_ids?: unknown } | null;
  const eventType = event?.event_type;
  if (eventType === "impression") return event?.product_ids === undefined ? impression : impressionOfSeveral;
  return eventType === "forget" ? forget : behaviour;
}

function judge(value: unknown): CommerceEvent | ArkErrors {
  if (!anyEvent.allows(value)) return anyEvent(value) as ArkErrors;
  return shapeOf(value)(value);
}

judge.allows = (value: unknown): value is CommerceEvent => shapeOf(value).allows(value);

export const CommerceEvent = schemaOf<CommerceEvent>(judge satisfies Check<CommerceEvent>);

export function isBehaviour(event: CommerceEvent): event is Behaviour {
  return event.event_type !== "impression" && event.event_type !== "forget";
}

export function isShopperEvent(event: CommerceEvent): event is ShopperEvent {
  return event.event_type !== "impression";
}

/** A number and its decimal text are one product. */
export function impressedProducts(impression: Impression): readonly string[] {
  return "product_ids" in impression ? impression.product_ids.map(String) : [String(impression.product_id)];
}

/** Milliseconds since 1970. */
export function eventTimeOf({ event_time: time }: CommerceEvent): number {
  return time.endsWith(" UTC") ? utcTimeMs(time) : isoTimeMs(time);
}
