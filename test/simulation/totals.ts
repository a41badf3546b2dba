/**
 * The simulated topology's totals: one of the source's events, two keys an event, and one of what the tally says, which is gathered
 * before. The oracle's totals are plain sums: which shard learnt of a key, and when, does not matter.
 */
import {
  accumulated,
  downstreamOf,
  gathered,
  type KeyedValue,
  type Operator,
  sum,
} from "../../lib/engine/index.ts";
import type { SimEvent } from "./sim-event.ts";

const PARITIES = 2;
const PAGES = 2;
const GROUP_SIZE = 3;
const ALL = "all";

type Said = {
  readonly digit: number;
  readonly state: number;
};

export function totalOperators(pageKeysMax: number): Readonly<Record<string, Operator<SimEvent>>> {
  return {
    turnover: accumulated({
      entries: turnoverOf,
      page: (key) => `turnover-${key.length % PAGES}`,
      pageKeysMax,
      aggregate: sum((value: number) => value),
      row: (key, total) => ({ key, total }),
    }),
    gatheredStates: downstreamOf(
      "tally",
      gathered({ entries: statesOf, group: statesPage, page: "gathered", groupSize: GROUP_SIZE }),
    ),
    stateTotals: downstreamOf(
      "gatheredStates",
      accumulated({
        entries: (said: readonly KeyedValue<number>[]) => said,
        page: statesPage,
        aggregate: sum((state: number) => state),
        row: (key, total) => ({ key, total }),
      }),
    ),
  };
}

export function turnoverOf({ key, value }: Pick<SimEvent, "key" | "value">): KeyedValue<number>[] {
  return [
    [key, value],
    [`parity ${value % PARITIES}`, value],
  ];
}

export function statesOf({ digit, state }: Said): KeyedValue<number>[] {
  return [
    [`${digit % PARITIES}`, state],
    [ALL, state],
  ];
}

function statesPage(key: string): string {
  return `states-${key === ALL ? 0 : key}`;
}
