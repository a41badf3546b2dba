/**
 * Publishing chunks: a page that was committed with closing chunks keeps them until they are items of their own.
 *
 * They are written right after the commit, beside the progress; whether that worked is remembered for the very
 * page, so that the page's next commit writes them once more only when nobody knows.
 */
import type { Page } from "../state/page.ts";
import type { ViewStore } from "../state/ports.ts";

export class ChunkPublisher {
  readonly #published = new WeakSet<Page>();

  /** True for a page with chunks that nobody knows to be durable; mostly there are none. */
  isWaiting(page: Page | undefined): page is Page {
    return page !== undefined && page.closing.length > 0 && !this.#published.has(page);
  }

  /** Resolves when the page's closing chunks are durable. */
  async publish(views: ViewStore, page: Page): Promise<void> {
    await views.putChunks(page.closing);
    this.#published.add(page);
  }

  /** Like `publish`, but a passing fault is left to the page's next commit. */
  async tryPublish(views: ViewStore, page: Page): Promise<void> {
    await this.publish(views, page).catch(() => {});
  }
}
