/**
 * Keeps account of a plan while it is carried out: which origins are durable on the stream, which messages may be
 * deleted for it, and in the end what became of each message.
 * Invariant: a message may be deleted only when every record of it is durable, or has expired and was given up by name.
 */
import { originText } from "./dead-letter.ts";
import { type Hindrance, type Outcome, worst } from "./outcome.ts";
import type { MatchedMessage, Plan } from "./plan.ts";
import type { ReplayEntry } from "./replay-entry.ts";

export interface Settled {
  readonly messageId: string;
  readonly reason: string;
  readonly outcome: Outcome;
  readonly error: string | null;
}

export class Settlement {
  readonly #plan: Plan;
  readonly #isExpiredDropped: boolean;
  readonly #byOrigin = new Map<string, MatchedMessage[]>();
  readonly #durable = new Set<string>();
  readonly #undeleted = new Set<string>();

  constructor(plan: Plan, isExpiredDropped: boolean) {
    this.#plan = plan;
    this.#isExpiredDropped = isExpiredDropped;
    for (const message of plan.messages) {
      for (const origin of originsOf(message)) {
        const messages = this.#byOrigin.get(origin) ?? [];
        messages.push(message);
        this.#byOrigin.set(origin, messages);
      }
    }
  }

  get durableCount(): number {
    return this.#durable.size;
  }

  /** The messages that need no put: of heartbeats alone, or expired as a whole. */
  deletableAtOnce(): readonly string[] {
    return this.#plan.messages
      .filter((message) => message.records.length === 0 && this.#isDeletable(message))
      .map(({ messageId }) => messageId);
  }

  /** @returns the ids of the messages that may be deleted now that these entries are durable. */
  accept(entries: readonly ReplayEntry[]): readonly string[] {
    for (const { origin } of entries) this.#durable.add(origin);
    const touched = new Set(entries.flatMap(({ origin }) => this.#byOrigin.get(origin) ?? []));
    return [...touched].filter((message) => this.#isDeletable(message)).map(({ messageId }) => messageId);
  }

  keepUndeleted(messageIds: readonly string[]): void {
    for (const id of messageIds) this.#undeleted.add(id);
  }

  /** @param unsentError the name of what kept the rest from being put. */
  outcomes(unsentError: string): readonly Settled[] {
    return this.#plan.messages.map((message) => {
      const { messageId, reason } = message;
      return { messageId, reason, ...this.#outcomeOf(message, unsentError) };
    });
  }

  #outcomeOf(message: MatchedMessage, unsentError: string): Pick<Settled, "outcome" | "error"> {
    const origins = originsOf(message);
    const hindrances = origins.map((origin) => this.#plan.hindrances.get(origin));
    const found = [message.hindrance, ...hindrances].filter((one): one is Hindrance => !!one);
    const isUnsent = origins.some(
      (origin) => !this.#durable.has(origin) && !this.#plan.hindrances.has(origin),
    );
    if (isUnsent) found.push({ outcome: "failed", error: unsentError });
    if (this.#undeleted.has(message.messageId)) found.push({ outcome: "failed", error: "NotDeleted" });
    const hindrance = worst(found);
    if (hindrance !== undefined) return hindrance;
    const isDuplicate =
      origins.length > 0 && origins.every((origin) => this.#plan.chosen.get(origin) !== message.messageId);
    return { outcome: isDuplicate ? "duplicate" : "replayed", error: null };
  }

  #isDeletable(message: MatchedMessage): boolean {
    const { hindrance } = message;
    const isGivenUp = hindrance?.outcome === "expired" && this.#isExpiredDropped;
    if (hindrance !== null && !isGivenUp) return false;
    return originsOf(message).every((origin) => this.#durable.has(origin));
  }
}

function originsOf({ records }: MatchedMessage): readonly string[] {
  return records.map(({ origin }) => originText(origin));
}
