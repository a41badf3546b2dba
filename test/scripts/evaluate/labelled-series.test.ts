import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLabelledSeries, readLabelledSeries } from "../../../scripts/evaluate/labelled-series.ts";

const HEADER = "series,group,event_time,value,in_window,window_id,is_label";
const line = (series: string, value: number | string, window = "") =>
  `${series},g,2015-01-01T00:00:00Z,${value},${window === "" ? 0 : 1},${window},0`;
const parse = (...lines: string[]) => parseLabelledSeries([HEADER, ...lines, ""].join("\n"), "f.csv");

describe("parseLabelledSeries", () => {
  it("keeps the order of the file in each series and finds the windows", () => {
    const lines = [line("a", 1), line("b", 9), line("a", 2, "0.0"), line("a", 3, "0.0"), line("a", 4)];
    expect(parse(...lines)).toEqual([
      { name: "a", values: [1, 2, 3, 4], windows: [{ first: 1, last: 2 }] },
      { name: "b", values: [9], windows: [] },
    ]);
  });

  it("parts windows that touch by their ids, and windows that do not touch without", () => {
    const windowsOf = (...windows: string[]) =>
      parse(...windows.map((id, at) => line("a", at, id)))[0]?.windows;
    expect(windowsOf("0", "0", "1")).toEqual([
      { first: 0, last: 1 },
      { first: 2, last: 2 },
    ]);
    const withoutIds = "series,value,in_window\r\na,1,1\r\na,2,0\r\na,3,1\r\n";
    expect(parseLabelledSeries(withoutIds, "f.csv")[0]?.windows).toEqual([
      { first: 0, last: 0 },
      { first: 2, last: 2 },
    ]);
  });

  it("names the line that it cannot read", () => {
    expect(() => parse(line("a", 1), line("a", ""))).toThrow('Cannot read f.csv: line 3 is "a,g');
    expect(() => parse(line("a", "1e999"))).toThrow("give a finite value and in_window 0 or 1");
  });

  it("says which columns are missing and that there is nothing to read", () => {
    expect(() => parseLabelledSeries("time,value\n1,2\n", "f.csv")).toThrow(
      'Cannot read f.csv: its header is "time,value"; name the columns series, value and in_window there',
    );
    expect(() => parse()).toThrow("Cannot read f.csv: it has no readings; add one a line");
  });
});

describe("readLabelledSeries", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "labelled-series-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads plain and gzipped files alike, whatever their name", async () => {
    const text = `${HEADER}\n${line("a", 1.5)}\n`;
    await writeFile(join(folder, "plain.csv"), text);
    await writeFile(join(folder, "packed"), gzipSync(text));
    const expected = [{ name: "a", values: [1.5], windows: [] }];
    expect(await readLabelledSeries(join(folder, "plain.csv"))).toEqual(expected);
    expect(await readLabelledSeries(join(folder, "packed"))).toEqual(expected);
  });

  it("says what to do about a file that is not there", async () => {
    const path = join(folder, "absent.csv");
    await expect(readLabelledSeries(path)).rejects.toThrow(`Cannot read ${path}: ENOENT`);
  });
});
