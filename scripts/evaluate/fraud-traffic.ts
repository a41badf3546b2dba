/**
 * A clickstream and the fraud that is known to be in it: generated, or from files. An episode says who committed which
 * fraud, and when: `[window_start, window_end)`.
 */
import { readFile } from "node:fs/promises";
import {
  DEFAULT_ITEMS,
  DEFAULT_USERS,
  DisorderedClicks,
} from "../../lib/pipelines/commerce/generator/index.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { type Line, readLines } from "../process/read-lines.ts";
import { UserError } from "../terminal/user-error.ts";

export interface KnownEpisode {
  /** The user's id. */
  readonly subject: string;
  readonly rule: string;
  readonly startMs: number;
  readonly endMs: number;
  /** False for one that the end of the events cut short: it may not have broken its rule. */
  readonly isWhole: boolean;
}

export interface FraudTraffic {
  /** What the events are, for people. */
  readonly title: string;
  readonly lines: AsyncIterable<readonly Line[]>;
  /** Known when all lines have been taken. */
  readonly episodes: () => Promise<readonly KnownEpisode[]>;
}

export interface GeneratedFraud {
  readonly seed: number;
  readonly events: number;
}

/** Far more than there is, so that each rule has enough to be judged by. */
const FRAUD_SHARE = 0.02;
const EVENTS_PER_SECOND = 200;
const DISORDER_MS = 4_000;
const LATE_SHARE = 0.005;
const START_MS = Date.UTC(2026, 0, 1);
const BLOCK_LINES = 1_000;

export function generatedFraud({ seed, events }: GeneratedFraud): FraudTraffic {
  const clicks = new DisorderedClicks({
    users: DEFAULT_USERS,
    items: DEFAULT_ITEMS,
    fraudShare: FRAUD_SHARE,
    seed,
    random: seededRandom(~seed),
    events,
    startMs: START_MS,
    eventsPerSecond: EVENTS_PER_SECOND,
    disorderMs: DISORDER_MS,
    lateShare: LATE_SHARE,
  });
  return {
    title: `${events.toLocaleString("en")} generated events, seed ${seed}`,
    lines: generatedLines(clicks),
    episodes: async () => clicks.episodes().map(knownEpisode),
  };
}

async function* generatedLines(clicks: DisorderedClicks): AsyncGenerator<readonly Line[]> {
  let block: Line[] = [];
  let number = 0;
  for (const { text } of clicks) {
    block.push({ number: (number += 1), text, bytes: null });
    if (block.length < BLOCK_LINES) continue;
    yield block;
    block = [];
  }
  yield block;
}

/** @param episodes as `produce commerce --episodes` writes them. */
export function fraudFiles(input: string, episodes: string): FraudTraffic {
  return {
    title: input,
    lines: linesOf(input),
    episodes: async () => {
      const texts = (await readFile(episodes, "utf8")).split("\n");
      return texts.flatMap((text, i) =>
        text.trim() === "" ? [] : [parsedEpisode(text, `${episodes}:${i + 1}`)],
      );
    },
  };
}

/** Opened when it is read. */
async function* linesOf(path: string): AsyncGenerator<readonly Line[]> {
  yield* readLines(path).blocks;
}

interface WrittenEpisode {
  readonly subject: string;
  readonly rule: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly is_whole?: boolean;
}

function parsedEpisode(text: string, place: string): KnownEpisode {
  try {
    const episode = knownEpisode(JSON.parse(text));
    if (episode.subject !== "undefined" && episode.startMs < episode.endMs) return episode;
  } catch {
    // Told below, as any other line that is none.
  }
  throw new UserError(
    `Cannot use ${place}: expected an episode with subject, rule, window_start and window_end; ` +
      "give the file that produce wrote with --episodes",
  );
}

function knownEpisode({ subject, rule, window_start, window_end, is_whole }: WrittenEpisode): KnownEpisode {
  return {
    subject: String(subject),
    rule,
    startMs: Date.parse(window_start),
    endMs: Date.parse(window_end),
    isWhole: is_whole !== false,
  };
}
