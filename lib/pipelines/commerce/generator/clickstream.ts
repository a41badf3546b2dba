/**
 * A shop's visits at once, told one event a slot: the visit whose next step has been due for longest takes it, and when
 * none is due, somebody enters. So many visits are under way as the rate of the slots carries, and a step is late by a
 * few slots at most. A visit's own steps are in order and have times of their own.
 *
 * A step's time is when it is made, less how far its visit lags behind: a visit that lags arrives late as a whole.
 */
import { type Random, uniform, uniformInteger } from "../../traffic/index.ts";
import type { Behaviour, CommerceEvent } from "../commerce-event.ts";
import { Catalogue, type Item, priceOn } from "./catalogue.ts";
import { DueQueue } from "./due-queue.ts";
import { type FraudEpisode, FraudRecord } from "./fraud-episode.ts";
import { FRAUD_RULES, FRAUD_VISITS } from "./fraud-visits.ts";
import { type Shopper, Shoppers } from "./shoppers.ts";
import { shoppingVisit } from "./shopping-visit.ts";
import type { Step, Visit } from "./visit.ts";

export interface ClickstreamOptions {
  /** How many users and items there are at first. */
  readonly users: number;
  readonly items: number;
  /** The share of visits that are fraud, 0 to 1. */
  readonly fraudShare: number;
  readonly seed: number;
  readonly random: Random;
  /** How far behind the slots a visit's event times may lie. */
  readonly lagMaxMs?: number;
}

export const DEFAULT_FRAUD_SHARE = 0.005;

/** What else of an event its generator knows. */
export interface GeneratedClick {
  readonly event: CommerceEvent;
  readonly timeMs: number;
  readonly isFraud: boolean;
  /** Whom a stray event may be made of; undefined for who is not to be disturbed. */
  readonly visitor: Visitor | undefined;
}

export interface Visitor {
  readonly shopper: Shopper;
  readonly session: string;
}

/** New items, and changes of popularity, by visits that begin. */
const NEW_ITEM_SHARE = 0.003;
const DRIFT_SHARE = 0.01;

interface Underway extends Visitor {
  readonly visit: Visit;
  readonly fraud: FraudRecord | undefined;
  readonly lagMs: number;
  next: Step;
  lastMs: number;
}

export class Clickstream {
  readonly #options: ClickstreamOptions;
  readonly #random: Random;
  readonly #catalogue: Catalogue;
  readonly #shoppers: Shoppers;
  readonly #underway = new DueQueue<Underway>();
  readonly #frauds: FraudRecord[] = [];
  #made = 0;
  #visits = 0;
  #runName: string | undefined;

  constructor(options: ClickstreamOptions) {
    this.#options = options;
    this.#random = options.random;
    this.#catalogue = new Catalogue(options);
    this.#shoppers = new Shoppers(options);
  }

  /** The event of the slot at `slotMs`; the first slot names the run, so that another run of the seed has other ids. */
  next(slotMs: number): GeneratedClick {
    this.#runName ??= `${Math.floor(slotMs).toString(36)}-${this.#options.seed.toString(36)}`;
    const visit = this.#underway.popDue(slotMs) ?? this.#begin(slotMs);
    const { shopper, session, fraud, next } = visit;
    const timeMs = Math.max(visit.lastMs + 1, Math.floor(slotMs - visit.lagMs));
    visit.lastMs = timeMs;
    fraud?.add(timeMs);
    this.#proceed(visit, slotMs);
    const isDisturbable = fraud === undefined && next.type !== "forget";
    return {
      event: this.#event(visit, next, timeMs),
      timeMs,
      isFraud: fraud !== undefined,
      visitor: isDisturbable ? { shopper, session } : undefined,
    };
  }

  /** A look at some item beside the visit's own steps. */
  stray(visitor: Visitor, timeMs: number): Behaviour {
    const item = this.#catalogue.draw(visitor.shopper.tastes[0] as number, this.#random);
    const step: Step = { type: "view", item, price: priceOn(item, timeMs), afterMs: 0 };
    return this.#event(visitor, step, Math.floor(timeMs)) as Behaviour;
  }

  /** The frauds so far, in the order in which they began. */
  episodes(): readonly FraudEpisode[] {
    return this.#frauds.map((fraud) => fraud.episode());
  }

  #begin(slotMs: number): Underway {
    const { fraudShare, lagMaxMs = 0 } = this.#options;
    const random = this.#random;
    if (random() < NEW_ITEM_SHARE) this.#catalogue.addItem(random);
    if (random() < DRIFT_SHARE) this.#catalogue.drift(random);
    const shopper = this.#shoppers.enter(random);
    const session = `session-${this.#runName}-${(this.#visits += 1)}`;
    const options = { shopper, catalogue: this.#catalogue, startMs: slotMs, random };
    const rule =
      random() < fraudShare ? FRAUD_RULES[uniformInteger(random, 0, FRAUD_RULES.length - 1)] : undefined;
    const fraud = rule && new FraudRecord(shopper.id, session, rule);
    if (fraud !== undefined) this.#frauds.push(fraud);
    const visit = rule === undefined ? shoppingVisit(options) : FRAUD_VISITS[rule](options);
    const lagMs = uniform(random, 0, lagMaxMs);
    const next = visit.next().value as Step;
    return { shopper, session, visit, fraud, lagMs, next, lastMs: Number.NEGATIVE_INFINITY };
  }

  /** The visit's next step is due after its time; without one the visit is over. */
  #proceed(visit: Underway, slotMs: number): void {
    const { shopper, fraud, next: made } = visit;
    if (made.type === "forget") this.#shoppers.forget(shopper);
    const { value } = visit.visit.next();
    if (value === undefined) {
      this.#shoppers.leave(shopper);
      if (fraud !== undefined) fraud.isWhole = true;
      return;
    }
    visit.next = value;
    this.#underway.push(visit, slotMs + value.afterMs);
  }

  #event(visitor: Visitor, { type, item, price, variant }: Step, timeMs: number): CommerceEvent {
    const common = {
      event_id: `click-${this.#runName}-${(this.#made += 1)}`,
      event_time: new Date(timeMs).toISOString(),
      user_id: visitor.shopper.id,
    };
    if (type === "forget") return { ...common, event_type: type };
    if (type === "impression") {
      return { ...common, event_type: type, product_id: item.id, variant: variant ?? "" };
    }
    return { ...common, event_type: type, ...fieldsOf(item), price, user_session: visitor.session };
  }
}

/** A feed leaves a brand out that it does not know, and says null for a category without a code. */
function fieldsOf({ id, category, brand }: Item) {
  return {
    product_id: id,
    category_id: category.id,
    category_code: category.code,
    ...(brand === null ? {} : { brand }),
  };
}
