/**
 * A visit: what one shopper does in one session, step by step, with the time before each step. It is a generator, so
 * that whoever drives it decides when a step happens.
 */
import type { Random } from "../../traffic/index.ts";
import type { Catalogue, Item } from "./catalogue.ts";
import type { Shopper } from "./shoppers.ts";

export interface Step {
  readonly type: "view" | "click" | "cart" | "purchase" | "remove_from_cart" | "impression" | "forget";
  readonly item: Item;
  readonly price: number;
  /** How long after the step before. */
  readonly afterMs: number;
  /** Which way of recommending an impression is of. */
  readonly variant?: string;
}

export type Visit = Iterator<Step, void>;

export interface VisitOptions {
  readonly shopper: Shopper;
  readonly catalogue: Catalogue;
  /** When it begins; prices and moods are of that time. */
  readonly startMs: number;
  readonly random: Random;
}
