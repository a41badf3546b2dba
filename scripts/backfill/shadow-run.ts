/** One `--shadow` run: recompute the range into the shadow namespace, then compare it with the live rows, hour by hour. */
import {
  type AnyTopology,
  eventTime,
  type StateStore,
  type ViewReader,
  type ViewRow,
  viewName,
} from "../../lib/engine/index.ts";
import { addTo, compareRows, emptySummary, type RowComparison, type ViewSummary } from "./compare-rows.ts";
import { allowedLatenessMs, type BackfillRange, isCompared, recomputableOperators } from "./range.ts";
import { RecomputedState } from "./recomputed-state.ts";
import { type Reprocessing, type ReprocessingOutcome, reprocess } from "./reprocess.ts";
import { shadowPane, type ShadowRow } from "./shadow-row.ts";
import { endOfHour, hoursOf, type ShadowHead, type ShadowStore } from "./shadow-store.ts";

export interface LivePorts {
  readonly state: StateStore;
  readonly views: ViewReader;
  readonly shadow: ShadowStore;
}

export interface ShadowRun extends Omit<Reprocessing, "state" | "toMs"> {
  readonly range: BackfillRange;
  /** When the run begins, ms since 1970. */
  readonly runMs: number;
}

/** The shadow of an earlier run is discarded first: only the last one can be promoted. */
export async function runShadow(
  run: ShadowRun,
  { state, shadow }: LivePorts,
): Promise<{ readonly head: ShadowHead; readonly outcome: ReprocessingOutcome }> {
  const { topology, range, runMs } = run;
  const before = await shadow.readHead();
  if (before !== undefined) await shadow.discard(before);
  const head: ShadowHead = { ...range, runMs, operators: recomputableOperators(topology), isComplete: false };
  await shadow.putHead(head);
  const recomputed = new RecomputedState(state, async (archive) => {
    run.signal.throwIfAborted();
    const { operator, window } = archive.key;
    if (!isCompared(topology, range, operator, window)) return;
    await shadow.putPane(head, await shadowPane(topology, state, archive));
  });
  // Every window of the range is retired in a shard whose watermark is at the range's end.
  const outcome = await reprocess({ ...run, state: recomputed, toMs: range.toMs });
  const complete = { ...head, isComplete: true };
  await shadow.putHead(complete);
  return { head: complete, outcome };
}

export interface ComparedHour {
  readonly operator: string;
  readonly allowedLatenessMs: number;
  readonly shadow: readonly ShadowRow[];
  readonly live: readonly ViewRow[];
  readonly comparison: RowComparison;
}

/** The run's rows beside the live ones as they are now, an hour of an operator's windows at a time. */
export async function* comparedHours(
  topology: AnyTopology,
  { views, shadow }: Pick<LivePorts, "views" | "shadow">,
  head: ShadowHead,
): AsyncGenerator<ComparedHour> {
  for (const { operator, hourMs } of hoursOf(head)) {
    const found = await shadow.rowsOfHour(head, operator, hourMs);
    const fromMs = eventTime(Math.max(head.fromMs, hourMs));
    const toMs = eventTime(Math.min(head.toMs, endOfHour(hourMs)));
    const live = (await views.rowsOfTime(operator, { fromMs, toMs })).filter((row) =>
      isCompared(topology, head, operator, { startMs: row.windowStartMs, endMs: row.windowEndMs }),
    );
    const comparison = compareRows(
      found.map(({ row }) => row),
      live,
    );
    const lateness = allowedLatenessMs(topology, operator);
    yield { operator, allowedLatenessMs: lateness, shadow: found, live, comparison };
  }
}

export async function summarize(
  topology: AnyTopology,
  ports: Pick<LivePorts, "views" | "shadow">,
  head: ShadowHead,
  signal: AbortSignal,
): Promise<readonly ViewSummary[]> {
  const summaries = new Map(head.operators.map((operator) => [operator, emptySummary(viewName(operator))]));
  for await (const { operator, comparison } of comparedHours(topology, ports, head)) {
    signal.throwIfAborted();
    const summary = summaries.get(operator);
    if (summary !== undefined) addTo(summary, comparison);
  }
  return [...summaries.values()];
}
