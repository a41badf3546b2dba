/** Watermarks never go back, and high-water marks only rise: those of shards, of pages, and the pipeline's floor. */
import { type Page, type PageCommit, pageId, type ShardProgress } from "../../../lib/engine/index.ts";
import type { CheckerFactory } from "./checker.ts";

export const onlyForward: CheckerFactory = (report) => {
  const shards = new Map<string, ShardProgress>();
  const pages = new Map<string, string>();
  let floorMs = Number.NEGATIVE_INFINITY;

  function progress(next: ShardProgress): void {
    const before = shards.get(next.shardId);
    shards.set(next.shardId, next);
    if (before === undefined) return;
    if (next.watermarkMs < before.watermarkMs) report(`watermark of ${next.shardId} goes back`);
    if (next.highWaterMark < before.highWaterMark) report(`high-water mark of ${next.shardId} goes back`);
    if (next.version !== before.version + 1) report(`progress of ${next.shardId} skips a version`);
  }

  function page({ key, highWaterMark }: Page): void {
    const id = pageId(key);
    if (highWaterMark < (pages.get(id) ?? "")) report(`high-water mark of page ${id} goes back`);
    pages.set(id, highWaterMark);
  }

  return {
    onEffect({ call, args, result }) {
      if (call === "commitProgress" && result === true) progress(args[0] as ShardProgress);
      if (call === "commitPage" && (result as PageCommit).committed) page(args[0] as Page);
      if (call === "deletePages") for (const { key } of args[0] as Page[]) pages.delete(pageId(key));
      if (call === "readFloor" && result !== undefined) {
        if ((result as number) < floorMs) report("the floor goes back");
        floorMs = result as number;
      }
    },
  };
};
