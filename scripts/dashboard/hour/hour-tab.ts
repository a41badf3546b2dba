/** A tab that is watched while it looks: how many updates it took, and how much memory it needs after a collection. */
import { setTimeout as delay } from "node:timers/promises";
import type { PlainTab, PlainTabs } from "./plain-tab.ts";

/** All views, and of some two ranges: short ones roll over often, long ones show much. */
export const TABS = [
  "overview?range=5m",
  "overview?range=1h",
  "iot?range=15m",
  "iot?range=1h&sensor=sensor_0001",
  "medical?range=15m",
  "commerce?range=1h",
  "streams?range=15m",
  "streams?range=5m&pipeline=iot",
  "dead-letters?range=15m",
  "topology?range=15m",
] as const;

interface TabCounts {
  readonly updates: number;
  /** How often its stream of updates was opened. */
  readonly streams: number;
  /** Uncaught errors. */
  readonly complaints: readonly string[];
}

export interface TabMemory extends TabCounts {
  /** Of scripts. */
  readonly heapBytes: number;
  /** Of elements, styles and drawings. */
  readonly documentBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
}

interface DomCounters {
  readonly nodes: number;
  readonly jsEventListeners: number;
}

const READY_WITHIN_MS = 120_000;
const LOOK_MS = 200;
/** What was collected may free more: elements that scripts held, then what they held. */
const COLLECTIONS = 3;

/** Counts what comes, and keeps nothing of it. */
const COUNTING = `{
  const counts = { updates: 0, streams: 0, complaints: [] };
  Object.assign(window, { counts });
  addEventListener("error", ({ error }) => error && counts.complaints.push(String(error)));
  addEventListener("unhandledrejection", ({ reason }) => counts.complaints.push(String(reason)));
  window.EventSource = class extends EventSource {
    constructor(address) {
      super(address);
      this.addEventListener("message", () => (counts.updates += 1));
      this.addEventListener("open", () => (counts.streams += 1));
    }
  };
}`;

export class HourTab {
  readonly #tab: PlainTab;

  private constructor(tab: PlainTab) {
    this.#tab = tab;
  }

  /** @throws Error when it shows nothing for long. */
  static async open(tabs: PlainTabs, url: string, name: string): Promise<HourTab> {
    const tab = await tabs.openTab();
    await tab.send("Page.enable");
    await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: COUNTING });
    await tab.send("Page.navigate", { url: `${url}#/${name}` });
    const deadlineMs = performance.now() + READY_WITHIN_MS;
    while (!(await tab.evaluate<boolean>(`document.querySelector('main[data-state="ready"]') !== null`))) {
      if (performance.now() > deadlineMs) throw new Error(`Cannot watch ${name}: it shows nothing`);
      await delay(LOOK_MS);
    }
    return new HourTab(tab);
  }

  counts(): Promise<TabCounts> {
    return this.#tab.evaluate("counts");
  }

  /** Everything that is shown, as text. */
  shown(): Promise<string> {
    return this.#tab.evaluate(`document.querySelector("main").innerText`);
  }

  /** Pauses or resumes, as whoever looks would. */
  async pressPause(): Promise<void> {
    await this.#tab.press("p");
  }

  /** To be asked while it is paused. */
  async memory(): Promise<TabMemory> {
    for (let i = 0; i < COLLECTIONS; i++) await this.#tab.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize } = await this.#tab.send<HeapUsage>("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await this.#tab.send<DomCounters>("Memory.getDOMCounters");
    return {
      ...(await this.counts()),
      heapBytes: usedSize,
      documentBytes: embedderHeapUsedSize,
      nodes,
      listeners: jsEventListeners,
    };
  }
}
