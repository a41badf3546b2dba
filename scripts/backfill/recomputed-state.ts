/**
 * The state of a recomputation: in memory, with what the live state store could not hold refused as there, and with each
 * retired window handed on at once instead of being kept. So memory is bounded by the windows that are open.
 */
import type { Archive, Page, StateStore } from "../../lib/engine/index.ts";
import { MemoryStateStore } from "../../lib/testing/index.ts";

export class RecomputedState extends MemoryStateStore {
  readonly #live: Pick<StateStore, "fits">;
  readonly #onRetired: (archive: Archive) => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  /** @param onRetired takes one retired pane at a time. */
  constructor(live: Pick<StateStore, "fits">, onRetired: (archive: Archive) => Promise<void>) {
    super();
    this.#live = live;
    this.#onRetired = onRetired;
  }

  override fits(page: Page): boolean {
    return this.#live.fits(page);
  }

  override putArchive(archive: Archive): Promise<void> {
    this.#last = this.#last.then(() => this.#onRetired(archive));
    return this.#last;
  }
}
