import { describe, expect, it } from "vitest";
import { CountedPages } from "../../../lambdas/process/counted-pages.ts";
import type { EventTimeMs, Page, PageKey } from "../../../lib/engine/index.ts";

const MINUTE_MS = 60_000;

function page(shardId: string, startMs: number | null, name = "all"): Page {
  const window = startMs === null ? null : { startMs, endMs: startMs + MINUTE_MS };
  return { key: { shardId, window, name } as PageKey } as Page;
}

function pagesOf(...kept: readonly Page[]): CountedPages {
  const pages = new CountedPages(() => 1);
  kept.forEach((one, i) => pages.set(String(i), one));
  return pages;
}

describe("CountedPages", () => {
  it("counts what it knew and what it did not, until it is reset", () => {
    const pages = pagesOf(page("a", 0));
    pages.get("0");
    pages.get("0");
    pages.get("1");
    expect([pages.hits, pages.misses]).toEqual([2, 1]);
    pages.reset();
    expect([pages.hits, pages.misses]).toEqual([0, 0]);
  });

  it("counts the shard's windows that end behind the watermark, each once, and no page without a window", () => {
    const pages = pagesOf(
      page("a", 0),
      page("a", MINUTE_MS),
      page("a", MINUTE_MS, "other"),
      page("a", 2 * MINUTE_MS),
      page("b", 3 * MINUTE_MS),
      page("a", null),
    );
    const at = (watermarkMs: number) => pages.openWindows("a", watermarkMs as EventTimeMs);
    expect([at(0), at(MINUTE_MS - 1), at(MINUTE_MS), at(3 * MINUTE_MS)]).toEqual([3, 3, 2, 0]);
  });
});
