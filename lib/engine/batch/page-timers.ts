/**
 * Timers go off while a page is folded: at the place in the log of the record that moved the shard's watermark to them or
 * past them, before that record is folded; what a record sets and is due already, right behind it. So behind each record
 * no timer is left at or below the watermark, and where they go off is a function of the log.
 */
import type { Contribution, Firing, Operator } from "../operator/operator.ts";
import type { Place } from "../state/output.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { PageFoldContext } from "./fold-context.ts";
import type { Step } from "./judgement.ts";

/** An operator of the page and its open draft. */
export interface TimedDraft {
  readonly name: string;
  readonly operator: Pick<Operator<unknown>, "timers">;
  readonly state: unknown;
}

/** In front of all that the operator hears at a position. */
const BEFORE: Place = [0];

export class PageTimers {
  /** Timers that have thrown, and what timers upstream have said that the page cannot take. */
  lost = 0;
  readonly #steps: readonly Step[];
  readonly #drafts: readonly TimedDraft[];
  readonly #context: PageFoldContext;
  #next = 0;

  /** @param steps also those that the page has passed: they find nothing due. */
  constructor(steps: readonly Step[], drafts: readonly TimedDraft[], context: PageFoldContext) {
    this.#steps = drafts.length === 0 ? [] : steps;
    this.#drafts = drafts;
    this.#context = context;
  }

  /** Fires what the records up to this one have made due; all of the batch's without one. */
  advanceTo(position?: SequenceNumber): void {
    const end =
      position === undefined
        ? this.#steps.length
        : this.#firstFrom(({ sequenceNumber }) => sequenceNumber > position);
    // From one step that makes a timer due to the next: at those between them nothing goes off.
    while (this.#next < end) {
      const dueMs = this.#earliestMs();
      const due = this.#firstFrom(({ afterMs }) => afterMs >= dueMs);
      if (due < end) for (const draft of this.#drafts) this.#fire(draft, this.#steps[due] as Step, BEFORE);
      this.#next = Math.min(due + 1, end);
    }
  }

  /** Fires what the record that was just folded has set and is due already. */
  settle({ ordinal = 0 }: Contribution): void {
    const step = this.#steps[this.#next - 1];
    if (step === undefined || this.#earliestMs() > step.afterMs) return;
    for (const draft of this.#drafts) this.#fire(draft, step, [1, ordinal]);
  }

  /** The earliest timer of all drafts; infinite for none. */
  #earliestMs(): number {
    let earliestMs = Infinity;
    for (const { operator, state } of this.#drafts)
      earliestMs = Math.min(earliestMs, operator.timers?.nextMs(state) ?? Infinity);
    return earliestMs;
  }

  /** The first of the next steps of which something holds that holds of all behind it, too, by bisection. */
  #firstFrom(holds: (step: Step) => boolean): number {
    let from = this.#next;
    let to = this.#steps.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (holds(this.#steps[middle] as Step)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  #fire({ name, operator, state }: TimedDraft, step: Step, place: Place): void {
    const context = this.#context;
    const firing: Firing = {
      begin: (key, timerMs) => context.beginTimer(name, step, key, timerMs),
      say: (name, value) => context.sayOfTimer(name, value, step.beforeMs, place),
      fail: () => {
        this.lost += 1;
      },
    };
    operator.timers?.fire(state, step.afterMs, firing);
  }
}
