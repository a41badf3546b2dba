/**
 * A file over several shards: a verdict is a function of its shard's lines alone, however batches are cut, whichever shard holds
 * its first event when, and whatever else is in the file.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iotTopology } from "../../../lib/pipelines/iot/topology.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { FileViews } from "../../../scripts/process/file-views.ts";
import { runFile } from "../../../scripts/process/run-file.ts";
import { shardOf } from "../../../scripts/process/shard-of.ts";
import { SideFiles } from "../../../scripts/process/side-files.ts";
import "../../support/property-seed.ts";

const MINUTE_MS = 60_000;
const OUT_OF_ORDERNESS_MS = 5_000;
const ALLOWED_LATENESS_MS = 60_000;
const START_MS = Date.parse("2026-01-01T00:00:00Z");
const BATCH_SIZES = [1, 3, 1000];

interface Cut {
  readonly shards: number;
  readonly batchSize: number;
}

interface Outcome {
  /** Events by the start of their window, ms. */
  readonly windows: Readonly<Record<string, number>>;
  /** Line numbers. */
  readonly late: readonly number[];
}

function readingAt(sensorId: string, timeMs: number): string {
  const timestamp = new Date(timeMs).toISOString();
  const reading = { sensor_type: "voltage", value: 225, location: "roof", status: "normal" };
  return JSON.stringify({ sensor_id: sensorId, timestamp, ...reading });
}

async function processed(lines: readonly string[], { shards, batchSize }: Cut): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), "shards-of-a-file-"));
  try {
    const input = join(directory, "input.jsonl");
    await writeFile(input, lines.map((line) => `${line}\n`).join(""));
    const topology = iotTopology();
    const views = new FileViews(topology, directory, ["windowedMetrics"]);
    const sideFiles = new SideFiles(directory);
    await runFile({
      topology,
      input,
      state: new MemoryStateStore(),
      views,
      files: views,
      sideFiles,
      shards,
      batchSize,
      arrivalMs: null,
      onProgress() {},
      signal: new AbortController().signal,
    });
    views.close();
    sideFiles.close();
    const rows = await rowsOf(join(directory, "windowed-metrics.jsonl"));
    const late = await rowsOf(join(directory, "late.jsonl"));
    return {
      windows: Object.fromEntries(rows.map((row) => [Date.parse(row["window_start"]), row["count"]])),
      late: late.map(({ line }) => line).sort((one, other) => one - other),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function rowsOf(path: string) {
  const text = await readFile(path, "utf8");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

/** Each shard by itself, from a watermark below everything. */
function expected(events: readonly (readonly [string, number] | null)[], shards: number): Outcome {
  const watermarks = new Array<number>(shards).fill(Number.NEGATIVE_INFINITY);
  const windows: Record<string, number> = {};
  const late: number[] = [];
  for (const [i, event] of events.entries()) {
    if (event === null) continue;
    const [sensorId, timeMs] = event;
    const shard = shardOf(sensorId, shards);
    const startMs = timeMs - (timeMs % MINUTE_MS);
    const watermarkMs = watermarks[shard] as number;
    if (watermarkMs >= startMs + MINUTE_MS + ALLOWED_LATENESS_MS) late.push(i + 1);
    else windows[startMs] = (windows[startMs] ?? 0) + 1;
    watermarks[shard] = Math.max(watermarkMs, timeMs - OUT_OF_ORDERNESS_MS);
  }
  return { windows, late };
}

describe("a file over several shards", () => {
  it("has nothing late when each shard is in order and a batch holds all of a shard", async () => {
    const sensors = Array.from({ length: 10 }, (_, i) => `sensor-${i}`);
    const lines = sensors.flatMap((_, hour) =>
      sensors.map((sensor) => readingAt(sensor, START_MS + hour * 60 * MINUTE_MS)),
    );
    const { late } = await processed(lines, { shards: 3, batchSize: 1000 });
    expect(late).toEqual([]);
  });

  it("keeps an event whose shard had held nothing but dead letters", async () => {
    const sensors = Array.from({ length: 20 }, (_, i) => `sensor-${i}`);
    const poisoned = shardOf("", 2);
    const ahead = sensors.find((sensor) => shardOf(sensor, 2) !== poisoned) as string;
    const behind = sensors.find((sensor) => shardOf(sensor, 2) === poisoned) as string;
    const lines = [
      "no JSON",
      ...[0, 60, 120].map((minute) => readingAt(ahead, START_MS + minute * MINUTE_MS)),
      readingAt(behind, START_MS),
    ];
    const { windows, late } = await processed(lines, { shards: 2, batchSize: 1 });
    expect(late).toEqual([]);
    expect(windows[START_MS]).toBe(2);
  });

  it("agrees with each shard by itself, however batches are cut", async () => {
    const event = fc.option(
      fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 10 }), fc.constantFrom(0, 4_999, 59_999)),
      { freq: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (drawn, shards) => {
          const events = drawn.map((each) => {
            if (each === null) return null;
            const [sensor, minute, ms] = each;
            return [`sensor-${sensor}`, START_MS + minute * MINUTE_MS + ms] as const;
          });
          const lines = events.map((each) => (each === null ? "no JSON" : readingAt(...each)));
          const wanted = expected(events, shards);
          for (const batchSize of BATCH_SIZES)
            expect(await processed(lines, { shards, batchSize })).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });
});
