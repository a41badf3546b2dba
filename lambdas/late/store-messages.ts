/**
 * Messages of the late queue into the late store, a few at a time: what one of them does to its write concerns no
 * message of another write.
 */
import type { AnyTopology, LateEvent, LateStore } from "../../lib/engine/index.ts";
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

export interface StoreReport {
  /** The events that were not known before. */
  readonly stored: readonly LateEvent[];
  /** Messages that must come again, each with the name or the text of what went wrong: no content. */
  readonly failures: readonly { readonly id: string; readonly error: string }[];
}

export async function storeMessages(
  topology: AnyTopology,
  store: LateStore,
  messages: readonly Message[],
): Promise<StoreReport> {
  const stored: LateEvent[] = [];
  const failures: { id: string; error: string }[] = [];
  const readable = messages.flatMap(({ id, body }) => {
    try {
      return [{ id, event: readEnvelope(topology, body) }];
    } catch (error) {
      failures.push({ id, error: textOf(error) });
      return [];
    }
  });
  // One after another: late events come behind the pipeline's own writes to the table.
  for (let i = 0; i < readable.length; i += MESSAGES_PER_WRITE) {
    const slice = readable.slice(i, i + MESSAGES_PER_WRITE);
    try {
      stored.push(...(await store.put(slice.map(({ event }) => event))));
    } catch (error) {
      failures.push(...slice.map(({ id }) => ({ id, error: nameOf(error) })));
    }
  }
  return { stored, failures };
}

/** Our own reader's errors name fields; others may quote what they were given. */
function textOf(error: unknown): string {
  return error instanceof TypeError ? error.message : nameOf(error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
