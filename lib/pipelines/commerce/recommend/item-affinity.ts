/**
 * Which products are touched with which: for each product its neighbours, decayed and bounded, with the category of each. A touch
 * makes a pair with each of the user's newest products, in both directions, so that the state of each of the two can be kept
 * under its own key.
 */
import type { Aggregate, KeyedValue } from "../../../engine/index.ts";
import {
  addDecayedTo,
  copyOf,
  type Decay,
  type DecayedCounts,
  mergeDecayed,
  noCounts,
} from "./decayed-counts.ts";
import type { Touch } from "./touch.ts";

const DAY_MS = 86_400_000;
export const NEIGHBOUR_DECAY: Decay = { halfLifeMs: 30 * DAY_MS, capacity: 64 };

type Neighbours = DecayedCounts<string | null>;

export interface ItemAffinity {
  readonly neighbours: Neighbours;
}

export const NEW_ITEM: ItemAffinity = { neighbours: noCounts() };

/** What a product was touched with. Values without names: a batch has many of them. */
export type Neighbour = readonly [productId: string, atMs: number, weight: number, categoryId: string | null];

/** The neighbours that a touch gives to products, by product. */
export function neighboursBy({ productId, atMs, facts, paired }: Touch): KeyedValue<Neighbour>[] {
  const values: KeyedValue<Neighbour>[] = [];
  for (const [pairedId, weight, categoryId] of paired) {
    values.push([productId, [pairedId, atMs, weight, categoryId]]);
    values.push([pairedId, [productId, atMs, weight, facts.categoryId]]);
  }
  return values;
}

export const itemAffinityAggregate: Aggregate<Neighbour, Neighbours, ItemAffinity> = {
  input: (neighbour) => neighbour,
  zero: noCounts,
  add(state, neighbour: Neighbour) {
    addDecayedTo(state, additionOf(neighbour), NEIGHBOUR_DECAY);
    return state;
  },
  merge: (one, other) => mergeDecayed(one, other, NEIGHBOUR_DECAY),
  clone: copyOf,
  result: (neighbours) => ({ neighbours }),
};

function additionOf([key, atMs, weight, detail]: Neighbour) {
  return { key, atMs, weight, detail };
}
