/** The simulated join: even values are of the left side, odd ones of the right, and some end what is kept of their key. */
import { hash53, intervalJoin, type Operator } from "../../lib/engine/index.ts";
import type { SimEvent } from "./sim-event.ts";

/** Events leave every three seconds. */
export const JOIN = { lowerMs: -2_000, upperMs: 6_000, leaveEveryMs: 3_000 } as const;

export type JoinSide = "left" | "right" | "end";

const ENDING_EVERY = 10;
const KEPT_MAX = 1_000;
const PAGES = 2;
const OUTCOME = 500_000;

export function sideOf({ value }: Pick<SimEvent, "value">): JoinSide {
  if (value % ENDING_EVERY === 3) return "end";
  return value % 2 === 0 ? "left" : "right";
}

export function pairsPage(key: string): string {
  return `pairs-${hash53(key) % PAGES}`;
}

/** What is said of a pair, and of a left event in the end. */
export function pairCode(left: number, right: number): number {
  return left * 100 + right;
}

export function outcomeCode(left: number, pairs: number): number {
  return OUTCOME + left * 100 + pairs;
}

type Kept = { readonly key: string; readonly value: number };
export type Paired = { readonly key: string; readonly digit: number; readonly state: number };

const said = (key: string, state: number): Paired => ({ key, digit: 0, state });

export function pairedEvents(pageKeysMax: number): Operator<SimEvent> {
  const keptOn = (side: JoinSide) => (event: SimEvent) =>
    sideOf(event) === side ? { key: event.key, value: event.value } : undefined;
  return intervalJoin<SimEvent, Kept, Kept, Paired>({
    ...JOIN,
    key: ({ key }) => key,
    partitionKey: (key) => key,
    page: pairsPage,
    pageKeysMax,
    left: keptOn("left"),
    right: keptOn("right"),
    ends: (event) => sideOf(event) === "end",
    keptMax: KEPT_MAX,
    pair: (left, right) => said(left.key, pairCode(left.value, right.value)),
    outcome: ({ key, value }, pairs) => said(key, outcomeCode(value, pairs)),
  });
}
