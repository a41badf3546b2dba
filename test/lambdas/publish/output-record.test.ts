/** An announced row as it stands on the output stream, and the rows that no stream takes. */
import { describe, expect, it } from "vitest";
import { outputRecord } from "../../../lambdas/publish/output-record.ts";
import { type RowFault, UnpublishableRow } from "../../../lambdas/publish/row-fault.ts";
import { toStream } from "../../../lib/engine/index.ts";

const MEBIBYTE = 1 << 20;

interface Row {
  readonly key: unknown;
  readonly text?: string;
}

const channel = toStream("small-results", ({ key }: Row) => key as string);
const emission = (row: object) => ({ operator: "results", id: "result-1", row });

describe("outputRecord()", () => {
  it("has the row's own fields, the envelope's version and the announcement's id", () => {
    const { partitionKey, data, bytes } = outputRecord(channel, emission({ key: "p", value: 0.25 }));
    const text = Buffer.from(data).toString();
    expect([partitionKey, text]).toEqual(["p", '{"key":"p","value":0.25,"v":1,"id":"result-1"}']);
    expect(bytes).toBe(text.length + 1);
  });

  it("is told from others by the announcement's id, also where the row calls something else so", () => {
    const { data } = outputRecord(channel, emission({ key: "p", id: "other", v: 7 }));
    expect(JSON.parse(Buffer.from(data).toString())).toEqual({ key: "p", id: "result-1", v: 1 });
  });

  it("weighs bytes and not characters", () => {
    const { data, bytes } = outputRecord(channel, emission({ key: "ü" }));
    expect(bytes).toBe(data.length + 2);
  });

  it("takes a row that just fits, and refuses one of a byte more", () => {
    const empty = outputRecord(channel, emission({ key: "p", text: "" })).bytes;
    const row = (length: number) => emission({ key: "p", text: "x".repeat(length) });
    expect(outputRecord(channel, row(MEBIBYTE - empty)).bytes).toBe(MEBIBYTE);
    expect(() => outputRecord(channel, row(MEBIBYTE - empty + 1))).toThrow(
      new UnpublishableRow("results", "too_large", `expected at most ${MEBIBYTE} bytes, got ${MEBIBYTE + 1}`),
    );
  });

  it.each<[unknown, RowFault, string]>([
    ["", "key_length", "partition key: expected 1 to 256 characters, got 0"],
    ["k".repeat(257), "key_length", "partition key: expected 1 to 256 characters, got 257"],
    [17, "key_type", "partition key: expected a string, got number"],
    [undefined, "key_type", "partition key: expected a string, got undefined"],
  ])("refuses the partition key %j", (key, fault, expectation) => {
    expect(() => outputRecord(channel, emission({ key }))).toThrow(
      new UnpublishableRow("results", fault, expectation),
    );
  });

  it("says nothing of what a channel throws, which may quote the row", () => {
    const throwing = toStream("small-results", () => {
      throw new Error("secret");
    });
    expect(() => outputRecord(throwing, emission({ key: "p" }))).toThrow(
      new UnpublishableRow(
        "results",
        "key_threw",
        "partition key: expected a string, got an error of the channel",
      ),
    );
  });
});
