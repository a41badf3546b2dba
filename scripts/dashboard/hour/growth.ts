/** What grew while tabs were watched: from the first stop to the last, against the bounds that are promised. */
import type { TabMemory } from "./hour-tab.ts";
import type { HourOutcome, ServerMemory } from "./watch-hour.ts";

type TabMeasure = "heapBytes" | "documentBytes" | "nodes" | "listeners";

interface Bound {
  readonly measure: TabMeasure;
  readonly words: string;
  readonly growthMax: number;
}

/** Lists may fill a little more, and a collection leaves a little. */
const TAB_BOUNDS: readonly Bound[] = [
  { measure: "heapBytes", words: "bytes of its scripts' heap", growthMax: 500_000 },
  { measure: "documentBytes", words: "bytes of its document", growthMax: 1_000_000 },
  { measure: "nodes", words: "nodes", growthMax: 200 },
  { measure: "listeners", words: "listeners", growthMax: 40 },
];
const SERVER_GROWTH_BYTES_MAX = 3_000_000;

/** Faults in words; none when nothing grew, every tab showed something new at each stop, and none complained. */
export function faultsOf({ tabs, server }: HourOutcome): readonly string[] {
  const grown = tabs.flatMap(({ name, memory }) =>
    TAB_BOUNDS.map((bound) => ({ ...bound, growth: tabGrowth(memory, bound.measure) }))
      .filter(({ growth, growthMax }) => growth > growthMax)
      .map(({ growth, growthMax, words }) => `${name} grew by ${growth} ${words}, more than ${growthMax}`),
  );
  const still = tabs.filter(({ hasMoved }) => !hasMoved).map(({ name }) => `${name} stood still`);
  const complaints = tabs.flatMap(({ name, complaints }) => complaints.map((text) => `${name}: ${text}`));
  const served = serverGrowthBytes(server);
  const bound = `more than ${SERVER_GROWTH_BYTES_MAX}`;
  const ofServer = served > SERVER_GROWTH_BYTES_MAX ? [`the server grew by ${served} bytes, ${bound}`] : [];
  return [...grown, ...still, ...complaints, ...ofServer];
}

function tabGrowth(memory: readonly TabMemory[], measure: TabMeasure): number {
  return (memory.at(-1)?.[measure] ?? 0) - (memory[0]?.[measure] ?? 0);
}

/** Without what the pipelines of its process would have grown by alone. */
export function serverGrowthBytes(server: readonly ServerMemory[]): number {
  const own = server.map(({ heapBytes, unseenBytes }) => heapBytes - unseenBytes);
  return (own.at(-1) ?? 0) - (own[0] ?? 0);
}
