/** What a batch adds to pages, sorted by the page that it belongs to: contributions, and timers that it makes due. */
import type { Contribution } from "../operator/operator.ts";
import { type PageKey, pageId } from "../state/page.ts";
import type { PageTimer } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { Window } from "../window/window.ts";
import type { PageWork } from "./fold-page.ts";
import type { Step } from "./judgement.ts";

type OpenWork = PageWork & { readonly entries: Contribution[] };

/** Sorts contributions by page. */
export function groupByPage(
  shardId: string,
  batchFrom: SequenceNumber,
  contributions: readonly Contribution[],
): PageWork[] {
  const works = new Map<string, OpenWork>();
  // Neighbours mostly have the very same window: looking it up is cheaper than building the page's id.
  const known = new Map<Window | null, Map<string, OpenWork>>();
  for (const contribution of contributions) {
    const { window, page: name } = contribution;
    let ofWindow = known.get(window);
    if (ofWindow === undefined) known.set(window, (ofWindow = new Map()));
    let work = ofWindow.get(name);
    if (work === undefined) {
      const key: PageKey = { shardId, window, name };
      const id = pageId(key);
      work = works.get(id) ?? { key, batchFrom, entries: [], timed: [], steps: [] };
      works.set(id, work);
      ofWindow.set(name, work);
    }
    work.entries.push(contribution);
  }
  return [...works.values()];
}

/**
 * Adds to the work, and to its pages, the operators whose timers may go off.
 *
 * @param operators those of one level that have timers.
 * @param known the timers of the shard's pages as the progress knows them.
 */
export function withTimers(
  works: readonly PageWork[],
  operators: readonly string[],
  known: readonly PageTimer[],
  steps: readonly Step[],
  { shardId, batchFrom }: { readonly shardId: string; readonly batchFrom: SequenceNumber },
): readonly PageWork[] {
  const last = steps.at(-1);
  if (last === undefined || operators.length === 0) return works;
  const pages = new Map(works.map((work) => [pageId(work.key), work]));
  const due = new Map<string, Set<string>>(operators.map((name) => [name, new Set()]));
  for (const { operator, page, timerMs } of known) {
    if (timerMs > last.afterMs || !due.get(operator)?.add(page)) continue;
    const key: PageKey = { shardId, window: null, name: page };
    const id = pageId(key);
    if (!pages.has(id)) pages.set(id, { key, batchFrom, entries: [], timed: [], steps: [] });
  }
  return [...pages.values()].map((work) => {
    const { key, entries } = work;
    const timed = operators.filter(
      (name) => due.get(name)?.has(key.name) || entries.some(({ operator }) => operator === name),
    );
    return timed.length === 0 ? work : { ...work, timed, steps };
  });
}
