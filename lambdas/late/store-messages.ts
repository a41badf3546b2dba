/**
 * Messages of the late queue into the late store, a few at a time: what one of them does to its write concerns no
 * message of another write.
 */
import type { AnyTopology, LateEvent, LateStore } from "../../lib/engine/index.ts";
import { errorNameOf } from "../aws/error-name.ts";
import { EnvelopeError, type EnvelopeField } from "./envelope-error.ts";
import { readEnvelope } from "./read-envelope.ts";

/**
 * Messages stored in one write. A write is one transaction, so all of them share its fate; fewer would make more tallies
 * to be read, and more would take neighbours along when one cannot be stored.
 */
const MESSAGES_PER_WRITE = 25;

export interface Message {
  readonly id: string;
  readonly body: string;
}

/** A message that must come again, with the class of what went wrong and the field that it is about: no content. */
export interface StoreFailure {
  readonly id: string;
  readonly error: string;
  readonly field: EnvelopeField | null;
}

export interface StoreReport {
  /** The events that were not known before. */
  readonly stored: readonly LateEvent[];
  readonly failures: readonly StoreFailure[];
}

export async function storeMessages(
  topology: AnyTopology,
  store: LateStore,
  messages: readonly Message[],
): Promise<StoreReport> {
  const stored: LateEvent[] = [];
  const failures: StoreFailure[] = [];
  const readable = messages.flatMap(({ id, body }) => {
    try {
      return [{ id, event: readEnvelope(topology, body) }];
    } catch (error) {
      failures.push(failureOf(id, error));
      return [];
    }
  });
  // One after another: late events come behind the pipeline's own writes to the table.
  for (let i = 0; i < readable.length; i += MESSAGES_PER_WRITE) {
    const slice = readable.slice(i, i + MESSAGES_PER_WRITE);
    try {
      stored.push(...(await store.put(slice.map(({ event }) => event))));
    } catch (error) {
      failures.push(...slice.map(({ id }) => failureOf(id, error)));
    }
  }
  return { stored, failures };
}

function failureOf(id: string, error: unknown): StoreFailure {
  return { id, error: errorNameOf(error), field: error instanceof EnvelopeError ? error.field : null };
}
