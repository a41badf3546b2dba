/** Reads what the streams' view shows: progress of shards, pages of windows that are not retired, and panes. */
import { type AnyTopology, END_OF_TIME, hours, type Page, type Window } from "../../../lib/engine/index.ts";
import { type LaneInput, type StreamsModel, streamView } from "../models/streams.ts";
import { wholeSteps } from "../sources/watched-pipeline.ts";
import type { ReadView, WatchedNow } from "./look.ts";

const MINUTE_MS = 60_000;
/** Windows end in the future, an hour's in up to an hour. */
const AHEAD_MS = hours(2);

export const readStreams: ReadView = async ({ nowMs, pipelines }, { rangeMs, filters }) => {
  const fromMs = nowMs - rangeMs;
  const wanted = pipelines.filter(({ name }) => filters.pipeline === undefined || name === filters.pipeline);
  const streams = await Promise.all(
    wanted.map(async (pipeline) => {
      const { name, topology, history, state } = pipeline;
      const [lanes, floorMs] = await Promise.all([lanesOf(pipeline, fromMs, nowMs), state.readFloor()]);
      const { stream } = topology.source;
      const input = { name, stream, samples: history.samples, floorMs: floorMs ?? null, lanes };
      return streamView(input, fromMs, nowMs + 1);
    }),
  );
  return { view: "streams", fromMs, toMs: nowMs, streams } satisfies StreamsModel;
};

async function lanesOf(pipeline: WatchedNow, fromMs: number, nowMs: number): Promise<readonly LaneInput[]> {
  const { topology, state, panes } = pipeline;
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.windowPages(shardId, END_OF_TIME)));
  const range = wholeSteps(fromMs, nowMs + AHEAD_MS, MINUTE_MS);
  return Promise.all(
    windowedOperators(topology).map(async ([operator, allowedLatenessMs]) => {
      const stateful = windowsOf(operator, pages.flat()).filter(({ endMs }) => endMs > fromMs);
      return { operator, allowedLatenessMs, stateful, panes: await panes(operator, range) };
    }),
  );
}

/** Sessions have no pages of their own by window, and no panes. */
function windowedOperators({ operators }: AnyTopology): readonly (readonly [string, number])[] {
  return Object.entries(operators).flatMap(([name, { kind, windowing }]) =>
    kind === "windowed" && windowing !== undefined ? [[name, windowing.allowedLatenessMs] as const] : [],
  );
}

function windowsOf(operator: string, pages: readonly Page[]): readonly Window[] {
  const windows = new Map<string, Window>();
  for (const { key, sections } of pages) {
    if (key.window === null || !sections.has(operator)) continue;
    windows.set(`${key.window.startMs} ${key.window.endMs}`, key.window);
  }
  return [...windows.values()];
}
