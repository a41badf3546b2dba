/**
 * A file's worth of events: slot i lies at `start + disorder + i / rate`, its event's time up to `disorder` before it, so
 * the file is out of order by at most that. A visit lags behind by the same all the way, which keeps its own order and
 * its timing. A share is late beyond all windows: expired for certain, in any shard, since its user was on time before.
 *
 * Lazy, so that a file of any length needs no more memory than the visits under way; equal options give equal bytes.
 */
import { expiredTime } from "../../traffic/index.ts";
import { COMMERCE_BOUNDS } from "../commerce-source.ts";
import { Clickstream, type ClickstreamOptions } from "./clickstream.ts";
import type { FraudEpisode } from "./fraud-episode.ts";
import { SeenVisitors } from "./seen-visitors.ts";

export interface DisorderedClicksOptions extends Omit<ClickstreamOptions, "lagMaxMs"> {
  readonly events: number;
  /** The first time of all but the late share. */
  readonly startMs: number;
  readonly eventsPerSecond: number;
  readonly disorderMs: number;
  /** The share of events that no window takes, 0 to 1. */
  readonly lateShare: number;
}

export interface DisorderedClick {
  /** The event as JSON. */
  readonly text: string;
  readonly isExpired: boolean;
}

export class DisorderedClicks implements Iterable<DisorderedClick> {
  readonly #options: DisorderedClicksOptions;
  readonly #clicks: Clickstream;

  constructor(options: DisorderedClicksOptions) {
    this.#options = options;
    this.#clicks = new Clickstream({ ...options, lagMaxMs: options.disorderMs });
  }

  /** The ground truth of fraud in what has been taken so far. */
  episodes(): readonly FraudEpisode[] {
    return this.#clicks.episodes();
  }

  *[Symbol.iterator](): Generator<DisorderedClick, void> {
    const { events, startMs, eventsPerSecond, disorderMs, lateShare, random } = this.#options;
    const seen = new SeenVisitors();
    for (let i = 0; i < events; i++) {
      const slotMs = startMs + disorderMs + (i * 1000) / eventsPerSecond;
      const late = random() < lateShare ? seen.draw(random) : undefined;
      if (late !== undefined) {
        const timeMs = expiredTime(COMMERCE_BOUNDS, late.timeMs, random);
        yield { text: JSON.stringify(this.#clicks.stray(late.visitor, timeMs)), isExpired: true };
        continue;
      }
      const { event, timeMs, visitor } = this.#clicks.next(slotMs);
      if (visitor !== undefined) seen.push({ visitor, timeMs });
      else if (event.event_type === "forget") seen.drop(String(event.user_id));
      yield { text: JSON.stringify(event), isExpired: false };
    }
  }
}
