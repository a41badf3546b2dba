/**
 * Ten tabs of one browser look at all views while an hour or part of one passes, faster than on the clock. Memory is
 * measured at some of its minutes: of each tab, and of the server's process beside what the pipelines in it hold unseen.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { openBrowser } from "../browser/open-browser.ts";
import { HourServer } from "./hour-server.ts";
import { HourTab, type TabMemory, TABS } from "./hour-tab.ts";
import { PlainTabs } from "./plain-tab.ts";

interface WatchOptions {
  /** Minutes after which memory is measured, in order; the watching ends with the last one. */
  readonly stopsMinutes: readonly number[];
  /** How many times as fast as on the clock. */
  readonly times: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface TabOutcome {
  readonly name: string;
  /** At each stop. */
  readonly memory: readonly TabMemory[];
  /** Whether it showed something else at each stop. */
  readonly hasMoved: boolean;
  readonly complaints: readonly string[];
}

export interface ServerMemory {
  /** By the pipelines' clock, since they began. */
  readonly passedS: number;
  readonly heapBytes: number;
  /** Of a process with the same pipelines, at the same time, that nobody looks at. */
  readonly unseenBytes: number;
}

export interface HourOutcome {
  readonly tabs: readonly TabOutcome[];
  /** At each stop. */
  readonly server: readonly ServerMemory[];
}

interface Stop {
  readonly server: Omit<ServerMemory, "unseenBytes">;
  readonly tabs: readonly TabMemory[];
  readonly shown: readonly string[];
}

const MINUTE_S = 60;
/** What passes before anybody looks: histories are full from the first look on. */
const PAST_S = 3_600;
const LOOK_MS = 2_000;
/** Without one a browser makes a language of its own, which is none. */
const LOCALE = "en_GB.UTF-8";

/** @throws UserError when there is no browser, or the signal's reason when it is aborted. */
export async function watchHour(options: WatchOptions): Promise<HourOutcome> {
  const browser = await openBrowser({ ...process.env, LC_ALL: LOCALE });
  const stops = await watch(browser, options).finally(() => browser.close());
  return {
    tabs: TABS.map((name, i) => ({
      name,
      memory: stops.map(({ tabs }) => tabs[i] as TabMemory),
      hasMoved: new Set(stops.map(({ shown }) => shown[i])).size === stops.length,
      complaints: stops.at(-1)?.tabs[i]?.complaints ?? [],
    })),
    server: await besideUnseen(stops.map(({ server }) => server)),
  };
}

async function watch(browser: Browser, options: WatchOptions): Promise<readonly Stop[]> {
  const server = new HourServer();
  const window = await PlainTabs.open(browser);
  try {
    options.onProgress("An hour passes that nobody looks at");
    await server.ask({ kind: "pass", seconds: PAST_S });
    const { url, passedS } = await server.ask({ kind: "serve", times: options.times });
    const tabs: HourTab[] = [];
    for (const name of TABS) tabs.push(await HourTab.open(window, url, name));
    const stops: Stop[] = [];
    for (const minutes of options.stopsMinutes) {
      await untilPassed(server, tabs, passedS, minutes * MINUTE_S, options);
      stops.push(await stop(server, tabs));
    }
    return stops;
  } finally {
    await window.close();
    await server.close();
  }
}

/** Until so many seconds have passed, and every tab has taken an update for each of them. */
async function untilPassed(
  server: HourServer,
  tabs: readonly HourTab[],
  fromS: number,
  seconds: number,
  { signal, onProgress }: WatchOptions,
): Promise<void> {
  for (;;) {
    await delay(LOOK_MS, undefined, { signal });
    const passed = (await server.ask({ kind: "look" })).passedS - fromS;
    const counts = await Promise.all(tabs.map((tab) => tab.counts()));
    const updates = Math.min(...counts.map((count) => count.updates));
    onProgress(`${Math.floor(passed / MINUTE_S)} min have passed, each tab took ${updates} updates or more`);
    if (passed >= seconds && updates >= seconds) return;
  }
}

/** Measures while all tabs are paused: nothing is then on its way. */
async function stop(server: HourServer, tabs: readonly HourTab[]): Promise<Stop> {
  const shown = await Promise.all(tabs.map((tab) => tab.shown()));
  for (const tab of tabs) await tab.pressPause();
  const memory: TabMemory[] = [];
  for (const tab of tabs) memory.push(await tab.memory());
  const answer = await server.ask({ kind: "collect" });
  for (const tab of tabs) await tab.pressPause();
  return { server: answer, tabs: memory, shown };
}

/** Pipelines keep more as time passes: users' profiles, sensors' histories. That is not the dashboard's. */
async function besideUnseen(seen: readonly Omit<ServerMemory, "unseenBytes">[]): Promise<ServerMemory[]> {
  const unseen = new HourServer();
  try {
    const beside: ServerMemory[] = [];
    for (const { passedS, heapBytes } of seen) {
      await unseen.ask({ kind: "pass", seconds: passedS - (beside.at(-1)?.passedS ?? 0) });
      const { heapBytes: unseenBytes } = await unseen.ask({ kind: "collect" });
      beside.push({ passedS, heapBytes, unseenBytes });
    }
    return beside;
  } finally {
    await unseen.close();
  }
}
