/** The part of the bench that asks `recommend`, in a process of its own. */
import { formatCount } from "../terminal/format-count.ts";
import type { Steps } from "../terminal/steps.ts";
import type { RecommendRates } from "./recommend-loop.ts";
import { runNode } from "./run-node.ts";

const USERS = 2_000;
/** What 32 requests at once are to be faster than one after the other. */
const BATCH_GAIN_MIN = 5;

/** Prints the figures; the names of what is slower than wanted. */
export async function benchRecommend(events: number, steps: Steps, signal: AbortSignal): Promise<string[]> {
  const args = [String(events), String(USERS)];
  const rates: RecommendRates = await steps.run("recommend", async () =>
    JSON.parse(await runNode("scripts/bench/recommend-loop.ts", args, signal)),
  );
  const { cached, computed, singles, batches, storeCallMs } = rates;
  const gain = batches / singles;
  const rate = (value: number) => formatCount(Math.round(value));
  process.stdout.write(
    [
      `recommend, in process: ${rate(cached)} answers per CPU-second from its cache, ${rate(computed)} computed, Node ${process.version}`,
      `recommend, on a store of ${storeCallMs} ms a call: ${rate(batches)} answers a second 32 at once, ${rate(singles)} one by one: ${gain.toFixed(1)} times (wanted: ${BATCH_GAIN_MIN})`,
      "",
    ].join("\n"),
  );
  return gain < BATCH_GAIN_MIN ? ["recommend, 32 at once"] : [];
}
