/**
 * How fast `recommend` answers in one process, without Lambda and tables: from the process's own answers, and computing each.
 * Then what a batch saves: requests one after the other against 32 at once, on a store that takes a stated time for each call,
 * with nothing kept between calls.
 *
 * Run as a process of its own, with the numbers of events and users of the shop; prints one line of JSON.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  Recommender,
  type RecommendRequest,
  REQUESTS_MAX,
  ShopReads,
  type StateReader,
} from "../../lib/pipelines/commerce/serving/index.ts";
import { type BenchShop, benchShop } from "./bench-shop.ts";

/** What DynamoDB takes for a read of some pages. */
const STORE_CALL_MS = 5;
const CACHED_REQUESTS = 100_000;
const COMPUTED_REQUESTS = 2_000;
const STORE_REQUESTS = 8 * REQUESTS_MAX;

export interface RecommendRates {
  /** Answers a CPU-second. */
  readonly cached: number;
  readonly computed: number;
  /** Answers a second. */
  readonly singles: number;
  readonly batches: number;
  readonly storeCallMs: number;
}

const shop = await benchShop(Number(process.argv[2]), Number(process.argv[3]));
const { singles, batches } = await storeRates(shop);
const rates: RecommendRates = { ...(await processRates(shop)), singles, batches, storeCallMs: STORE_CALL_MS };
process.stdout.write(`${JSON.stringify(rates)}\n`);

async function processRates({ topology, state, userIds, nowMs }: BenchShop) {
  const recommender = recommenderOn(new ShopReads(topology, state, () => nowMs), nowMs);
  const answer = async (requests: number, ageMaxMs: number) => {
    const before = process.cpuUsage();
    for (let k = 0; k < requests; k++) await recommender.answer(requestOf(userIds, k, ageMaxMs));
    const { user, system } = process.cpuUsage(before);
    return (1e6 * requests) / (user + system);
  };
  await answer(COMPUTED_REQUESTS, 0);
  return { computed: await answer(COMPUTED_REQUESTS, 0), cached: await answer(CACHED_REQUESTS, 1_000) };
}

async function storeRates({ topology, state, userIds, nowMs }: BenchShop) {
  const slow: StateReader = {
    listProgress: () => delay(STORE_CALL_MS).then(() => state.listProgress()),
    readPages: (keys) => delay(STORE_CALL_MS).then(() => state.readPages(keys)),
  };
  const rateOf = async (size: number) => {
    const startMs = performance.now();
    for (let k = 0; k < STORE_REQUESTS; k += size) {
      const recommender = recommenderOn(new ShopReads(topology, slow, () => nowMs), nowMs);
      const batch = Array.from({ length: size }, (_, i) => requestOf(userIds, k + i, 0));
      await Promise.all(batch.map((request) => recommender.answer(request)));
    }
    return (1000 * STORE_REQUESTS) / (performance.now() - startMs);
  };
  await rateOf(REQUESTS_MAX);
  return { singles: await rateOf(1), batches: await rateOf(REQUESTS_MAX) };
}

function recommenderOn(reads: ShopReads, nowMs: number): Recommender {
  return new Recommender({
    openShop: (ageMaxMs) => reads.open(ageMaxMs),
    answers: { read: async (keys) => keys.map(() => undefined) },
    keep() {},
    onCacheFailure() {},
    nowMs: () => nowMs,
  });
}

function requestOf(userIds: readonly string[], k: number, ageMaxMs: number): RecommendRequest {
  return { userId: userIds[k % userIds.length] as string, count: 10, landingCategoryId: null, ageMaxMs };
}
