/**
 * Labelled series: readings in the order of the file, and the windows [first, last] (reading indices, both
 * inclusive) in which a person saw an anomaly. Read from CSV with a header, plain or gzipped; the columns
 * `series`, `value` and `in_window` (0 or 1) are needed, `window_id` parts windows that touch, others are
 * ignored. Invariant: values are finite; windows are in order and do not overlap.
 */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { UserError } from "../terminal/user-error.ts";

export interface LabelledWindow {
  readonly first: number;
  readonly last: number;
}

export interface LabelledSeries {
  readonly name: string;
  readonly values: readonly number[];
  readonly windows: readonly LabelledWindow[];
}

const COLUMNS = ["series", "value", "in_window", "window_id"] as const;
const FIRST_GZIP_BYTES = 0x1f8b;

export async function readLabelledSeries(path: string): Promise<LabelledSeries[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    if (bytes.length >= 2 && bytes.readUInt16BE(0) === FIRST_GZIP_BYTES) bytes = gunzipSync(bytes);
  } catch (error) {
    const state = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot read ${path}: ${state}; give a CSV file with --input`, { cause: error });
  }
  return parseLabelledSeries(bytes.toString("utf8"), path);
}

export function parseLabelledSeries(text: string, path: string): LabelledSeries[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = (lines[0] ?? "").split(",");
  const [seriesAt, valueAt, inWindowAt, windowIdAt] = COLUMNS.map((name) => header.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ];
  if (seriesAt < 0 || valueAt < 0 || inWindowAt < 0) {
    const needed = "series, value and in_window";
    throw new UserError(`Cannot read ${path}: its header is "${lines[0]}"; name the columns ${needed} there`);
  }
  const drafts = new Map<string, Draft>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const fields = line.split(",");
    const value = fields[valueAt] === "" ? Number.NaN : Number(fields[valueAt]);
    const inWindow = fields[inWindowAt];
    if (!Number.isFinite(value) || (inWindow !== "0" && inWindow !== "1")) {
      const fix = "give a finite value and in_window 0 or 1";
      throw new UserError(`Cannot read ${path}: line ${index + 1} is "${line}"; ${fix}`);
    }
    addReading(
      drafts,
      fields[seriesAt] as string,
      value,
      inWindow === "1" ? (fields[windowIdAt] ?? "") : null,
    );
  }
  if (drafts.size === 0) throw new UserError(`Cannot read ${path}: it has no readings; add one a line`);
  return [...drafts].map(([name, { values, windows }]) => ({ name, values, windows }));
}

interface Draft {
  readonly values: number[];
  readonly windows: { first: number; last: number }[];
  openWindow: string | null;
}

/** `window` is the id of the window that the reading lies in, null outside. */
function addReading(drafts: Map<string, Draft>, name: string, value: number, window: string | null): void {
  const draft = drafts.get(name) ?? { values: [], windows: [], openWindow: null };
  drafts.set(name, draft);
  const index = draft.values.push(value) - 1;
  const latest = draft.windows.at(-1);
  if (window !== null && window === draft.openWindow && latest !== undefined) latest.last = index;
  else if (window !== null) draft.windows.push({ first: index, last: index });
  draft.openWindow = window;
}
