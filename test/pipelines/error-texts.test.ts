/** Error texts name the field, what was expected and the type that was found; never a value, which may be a patient's. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../lib/engine/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";

const NEEDLE = "Zzyzx";
const NUMBER = 7731554620.25;

/** A record of each pipeline, and of each of its shapes. */
const RECORDS: Readonly<Record<string, readonly object[]>> = {
  iot: [
    {
      sensor_id: "s",
      sensor_type: "t",
      value: 1,
      location: "l",
      timestamp: "2026-01-01T00:00:00Z",
      status: "normal",
      metadata: { unit: "u" },
    },
  ],
  medical: [
    {
      id: "e",
      patient_id: 1,
      timestamp: 0,
      age: 1,
      gender: "Male",
      diabetes: 0,
      hypertension: 0,
      medication_count: 1,
      length_of_stay: 1,
      discharge_destination: "Home",
      a1c: null,
      insulin: null,
      bmi: 20,
      diagnoses: ["1"],
    },
    { id: "e", patient_id: 1, timestamp: 0, note: "", gender: "Male", discharge_destination: "Home" },
  ],
  commerce: [
    {
      event_id: "e",
      event_time: "2026-01-01T00:00:00Z",
      event_type: "view",
      product_id: 1,
      category_id: 2,
      category_code: null,
      brand: null,
      price: 1,
      user_id: 3,
      user_session: 4,
    },
    { event_time: "2026-01-01T00:00:00Z", event_type: "impression", user_id: 1, product_id: 2, variant: "a" },
    { event_time: "2026-01-01T00:00:00Z", event_type: "forget", user_id: 1 },
  ],
};

const hostile = fc.constantFrom<unknown>(
  NEEDLE,
  NEEDLE.repeat(100),
  `2026-01-01T00:00:00Z${NEEDLE}`,
  NUMBER,
  -NUMBER,
  { [NEEDLE]: NEEDLE },
  [NEEDLE, NUMBER],
  true,
  null,
  undefined,
);

describe.each(Object.entries(pipelines))("the errors of %s", (name, { source }) => {
  const records = RECORDS[name] ?? [];

  it("have records to be made from", () => {
    for (const record of records)
      expect(decode(source, JSON.stringify(record), null).rejection).toBeUndefined();
    expect(records.length).toBeGreaterThan(0);
  });

  it("quote nothing of a record, whatever is wrong with however many fields", () => {
    const broken = fc.constantFrom(...records).chain((record) =>
      fc
        .record(Object.fromEntries(Object.keys(record).map((field) => [field, hostile])), {
          requiredKeys: [],
        })
        .map((changes) => ({ ...record, ...changes })),
    );
    fc.assert(
      fc.property(broken, (record) => {
        const error = decode(source, JSON.stringify(record), null).rejection?.error ?? "";
        expect(error).not.toContain(NEEDLE);
        expect(error).not.toMatch(/7731554620/);
        expect(error).not.toMatch(/\(was|must be/);
      }),
      { numRuns: 500 },
    );
  });

  it("say of a missing field that there is nothing", () => {
    for (const record of records) {
      for (const field of Object.keys(record)) {
        const lacking = Object.fromEntries(Object.entries(record).filter(([other]) => other !== field));
        const error = decode(source, JSON.stringify(lacking), null).rejection?.error;
        // Of many errors only some are told; a record without a note is one of the other shape.
        if (error === undefined || error.includes("; and ") || field === "note") continue;
        expect(error).toMatch(new RegExp(`(^|; )${field}: expected [^;]+, got nothing`));
      }
    }
  });
});
