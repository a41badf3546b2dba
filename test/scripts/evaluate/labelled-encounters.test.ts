import { describe, expect, it } from "vitest";
import {
  historyOf,
  labelsPathOf,
  parseLabelledEncounters,
} from "../../../scripts/evaluate/labelled-encounters.ts";
import { recordWith } from "../../pipelines/medical/records.ts";

const LABELS = "id,readmitted_30,readmitted_any\nenc-1,1,1\nenc-2,0,1\nenc-3,0,0\n";
const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join("\n");
const parse = (data: string, labels = LABELS) => parseLabelledEncounters(data, labels, "f.jsonl");

describe("parseLabelledEncounters()", () => {
  it("joins records and labels by id and counts a patient's visits in the order of the file", () => {
    const data = lines(recordWith(), recordWith({ id: "enc-2", patient_id: 5 }), recordWith({ id: "enc-3" }));
    const found = parse(data);
    expect(found.map(({ readmitted, previousVisits }) => [readmitted, previousVisits])).toEqual([
      [true, 0],
      [false, 0],
      [false, 1],
    ]);
    expect(found.map(historyOf)).toMatchObject([null, null, { previousVisits: 1 }]);
  });

  it("leaves out encounters without a label, and complains when none has one", () => {
    expect(parse(`${lines(recordWith(), recordWith({ id: "enc-9" }))}\n\n`)).toHaveLength(1);
    expect(() => parse(lines(recordWith({ id: "enc-9" })))).toThrow("no encounter has a label");
  });

  it("names the line and the field that it cannot read", () => {
    expect(() => parse(`${lines(recordWith())}\n{`)).toThrow("Cannot read f.jsonl, line 2: it is no JSON");
    expect(() => parse(lines({ ...recordWith(), age: "old" }))).toThrow(
      "Cannot read f.jsonl, line 1: age expected",
    );
    expect(() => parse(lines(recordWith()), "id,label\n")).toThrow("name id and readmitted_30 there");
    expect(() => parse(lines(recordWith()), "id,readmitted_30\nenc-1,yes")).toThrow("line 2 has no 0 or 1");
  });
});

describe("labelsPathOf()", () => {
  it("finds the labels beside the data", () => {
    expect(labelsPathOf("a/b.dev.jsonl.gz")).toBe("a/b.dev.labels.csv.gz");
    expect(labelsPathOf("b.jsonl")).toBe("b.labels.csv");
  });
});
