/**
 * What open windows measure, for the pipeline's telemetry: an hour's drift is known long before the hour is over. Of each
 * operator the newest window that has something to say speaks, merged over all shards.
 */
import type { Operator } from "../operator/operator.ts";
import type { Page } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";
import type { Measurement } from "../telemetry.ts";
import { END_OF_TIME } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import type { Window } from "../window/window.ts";

export async function measureWindows(
  topology: AnyTopology,
  state: StateStore,
): Promise<readonly Measurement[]> {
  const measuring = Object.entries(topology.operators).filter(([, { measure }]) => measure !== undefined);
  if (measuring.length === 0) return [];
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.windowPages(shardId, END_OF_TIME)));
  return measuring.flatMap(([name, operator]) => newestMeasured(name, operator, pages.flat()));
}

function newestMeasured(
  name: string,
  { rows, measure }: Operator<unknown>,
  pages: readonly Page[],
): readonly Measurement[] {
  const windows = new Map<number, { readonly window: Window; readonly states: unknown[] }>();
  for (const { key, sections } of pages) {
    const section = sections.get(name);
    if (key.window === null || section === undefined) continue;
    const seen = windows.get(key.window.startMs) ?? { window: key.window, states: [] };
    seen.states.push(section.state);
    windows.set(key.window.startMs, seen);
  }
  const newestFirst = [...windows.values()].sort((one, other) => other.window.startMs - one.window.startMs);
  for (const { window, states } of newestFirst) {
    const measured = (rows?.(window, states) ?? []).flatMap(({ row }) => measure?.(row) ?? []);
    if (measured.length > 0) return measured;
  }
  return [];
}
