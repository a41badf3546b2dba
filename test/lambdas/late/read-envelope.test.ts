/** Messages of the late queue: read back as they were sent, and refused without a word of what is in them. */
import { describe, expect, it } from "vitest";
import { readEnvelope } from "../../../lambdas/late/read-envelope.ts";
import { BEGINNING_OF_TIME, eventTime, minutes, sequenceNumber } from "../../../lib/engine/index.ts";
import { smallTopology } from "../../support/small-topology.ts";
import { END, lateEnvelope, START } from "./late-messages.ts";

const topology = smallTopology();
const read = (value: unknown) => readEnvelope(topology, JSON.stringify(value));
const window = { startMs: Date.parse(START), endMs: Date.parse(END) };

describe("readEnvelope()", () => {
  it("reads all that the processor sends", () => {
    expect(read(lateEnvelope(41))).toEqual({
      shardId: "shardId-000000000000",
      sequenceNumber: sequenceNumber("41"),
      partitionKey: "key",
      eventTimeMs: window.startMs,
      watermarkMs: window.startMs + minutes(2),
      arrivalMs: window.startMs + minutes(2),
      isDuplicate: false,
      refused: [{ operator: "sums", window, allowedLatenessMs: minutes(1) }],
      data: "c2VjcmV0",
      overflow: null,
    });
  });

  it("reads a pointer to a body in the overflow bucket, and an arrival that nobody knows", () => {
    const overflow = { bucket: "bucket", key: "__proto__" };
    const event = read(lateEnvelope(1, { data: null, overflow, arrivedAt: null }));
    expect(event).toMatchObject({ data: null, overflow, arrivalMs: null });
  });

  it("finds the windows of an envelope from before there were any in it", () => {
    const { late: _, ...old } = lateEnvelope(1);
    expect(read(old).refused).toEqual([{ operator: "sums", window, allowedLatenessMs: minutes(1) }]);
  });

  it("reads the first event time that there is", () => {
    const first = new Date(BEGINNING_OF_TIME).toISOString();
    expect(read(lateEnvelope(1, { eventTime: first })).eventTimeMs).toBe(eventTime(BEGINNING_OF_TIME));
  });

  const late = lateEnvelope(1).late[0];
  it.each([
    ["{", "envelope is not JSON"],
    ["[]", "envelope is not an object"],
    [JSON.stringify({ ...lateEnvelope(1), v: 2 }), "v is not 1"],
    [JSON.stringify({ ...lateEnvelope(1), shardId: 7 }), "shardId is not a text"],
    [JSON.stringify({ ...lateEnvelope(1), eventTime: "secret" }), "eventTime is not a time"],
    [JSON.stringify({ ...lateEnvelope(1), watermark: null }), "watermark is not a text"],
    [JSON.stringify({ ...lateEnvelope(1), data: null }), "data is not a text"],
    [JSON.stringify({ ...lateEnvelope(1), late: [] }), "late is not a window that refused the event"],
    [JSON.stringify({ ...lateEnvelope(1), late: ["secret"] }), "late is not an object"],
    [
      JSON.stringify({ ...lateEnvelope(1), late: [{ ...late, allowedLatenessMs: -1 }] }),
      "allowedLatenessMs is not a duration",
    ],
  ])("refuses %s", (text, message) => {
    expect(() => readEnvelope(topology, text)).toThrow(`Cannot read a late event: ${message}`);
  });
});
