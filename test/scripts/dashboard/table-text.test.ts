/** Goal: a saved table says what was shown, and no text of a record becomes a formula. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvText, jsonText, type Table } from "../../../scripts/dashboard/page/table-text.ts";

const table: Table = {
  name: "alerts",
  columns: ["sensor", "value"],
  rows: [
    ["sensor_0001", -3.5],
    ['a "quoted", one', null],
  ],
};

describe("csvText", () => {
  it("writes a head and a line for each row, as RFC 4180 has it", () => {
    expect(csvText(table)).toBe('sensor,value\r\nsensor_0001,-3.5\r\n"a ""quoted"", one",\r\n');
  });

  it.each(["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", " =1", "\r=1"])("takes %j for a text", (text) => {
    expect(csvCell(text)).toContain(`'${text}`);
  });

  it("never lets a text begin as a formula, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = csvCell(text).replace(/^"/, "");
        expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });

  it("loses nothing: what is read back is what was written, but for the apostrophe", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (cells) => {
        const line = csvText({ name: "", columns: [], rows: [cells] }).slice(2, -2);
        expect(readCsv(line)).toEqual(
          cells.length === 0 ? [""] : cells.map((cell) => (/^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
        );
      }),
    );
  });

  it("leaves figures alone, negative ones too", () => {
    expect(csvCell(-3.5)).toBe("-3.5");
  });
});

it("jsonText has a list for each table, its rows by column", () => {
  expect(JSON.parse(jsonText([table]))).toEqual({
    alerts: [
      { sensor: "sensor_0001", value: -3.5 },
      { sensor: 'a "quoted", one', value: null },
    ],
  });
});

/** A line of CSV, read the plain way: character by character. */
function readCsv(line: string): string[] {
  const cells = [""];
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (character === '"' && isQuoted && line[i + 1] === '"') cells[cells.length - 1] += line[i++] as string;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "," && !isQuoted) cells.push("");
    else cells[cells.length - 1] += character;
  }
  return cells;
}
