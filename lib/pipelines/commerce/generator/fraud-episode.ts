/**
 * The ground truth of fraud: whose visit breaks which rule, and in which window of event time. The window is half-open
 * and holds the visit's events, from the first to the last that was made.
 */
import type { FraudRule } from "./fraud-visits.ts";

export interface FraudEpisode {
  /** The user's id. */
  readonly subject: string;
  readonly user_session: string;
  readonly rule: FraudRule;
  readonly window_start: string;
  readonly window_end: string;
  readonly events: number;
  /** False for a visit that the end of the run cut short: it may not have broken its rule yet. */
  readonly is_whole: boolean;
}

/** What is known of a fraudulent visit while it lasts. */
export class FraudRecord {
  readonly #subject: string;
  readonly #session: string;
  readonly #rule: FraudRule;
  #firstMs: number | undefined;
  #lastMs = 0;
  #events = 0;
  isWhole = false;

  constructor(subject: string, session: string, rule: FraudRule) {
    this.#subject = subject;
    this.#session = session;
    this.#rule = rule;
  }

  add(timeMs: number): void {
    this.#firstMs ??= timeMs;
    this.#lastMs = timeMs;
    this.#events += 1;
  }

  episode(): FraudEpisode {
    const firstMs = this.#firstMs ?? 0;
    return {
      subject: this.#subject,
      user_session: this.#session,
      rule: this.#rule,
      window_start: new Date(firstMs).toISOString(),
      window_end: new Date(this.#lastMs + 1).toISOString(),
      events: this.#events,
      is_whole: this.isWhole,
    };
  }
}
