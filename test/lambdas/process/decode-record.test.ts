import { describe, expect, it } from "vitest";
import { decodeRecord } from "../../../lambdas/process/decode-record.ts";
import { ARRIVAL_MS, FIRST_NUMBER, kinesisRecord, recordOfBase64, SHARD } from "../kinesis-records.ts";

const MAX_AHEAD_MS = 60_000;
const MIB = 1 << 20;
const decode = (content: string | Uint8Array) => decodeRecord(kinesisRecord(content), MAX_AHEAD_MS);
const contentOf = (content: string | Uint8Array) => decode(content).content;
const event = (text: string) => ({ kind: "event", text, replay: null });
const rejected = (reason: string) =>
  expect.objectContaining({ kind: "unreadable", rejection: expect.objectContaining({ reason }) });

describe("decodeRecord() takes over", () => {
  it("position, arrival and identity, and keeps the sequence number as it came", () => {
    const record = decode('{"a":1}');
    expect(record).toEqual({
      sequenceNumber: FIRST_NUMBER.padStart(64, "0"),
      rawSequenceNumber: FIRST_NUMBER,
      arrivalMs: ARRIVAL_MS,
      shardId: SHARD,
      partitionKey: "key",
      data: Buffer.from('{"a":1}').toString("base64"),
      origin: `${SHARD}:${FIRST_NUMBER}`,
      attempt: 1,
      content: event('{"a":1}'),
    });
  });

  it("arrivals in fractions of seconds as whole milliseconds", () => {
    const record = kinesisRecord("{}");
    const arrived = { ...record.kinesis, approximateArrivalTimestamp: 1_767_225_600.123 };
    expect(decodeRecord({ ...record, kinesis: arrived }, MAX_AHEAD_MS).arrivalMs).toBe(1_767_225_600_123);
  });

  it("any text for the schema to judge: none, a byte order mark, NUL, escaped lone surrogates, words of the language", () => {
    for (const text of [
      "",
      " ",
      "\ufeff{}",
      "\u0000",
      '"\\ud800"',
      '{"__proto__":{"a":1}}',
      '{"constructor":1}',
    ]) {
      expect(contentOf(text)).toEqual(event(text));
    }
  });

  it("no record whose shard it cannot tell", () => {
    const nameless = { ...kinesisRecord("{}"), eventID: "nowhere" };
    expect(() => decodeRecord(nameless, MAX_AHEAD_MS)).toThrow("Cannot tell a record's shard");
  });
});

describe("decodeRecord() rejects, with the bytes kept as they came,", () => {
  it("what is no base64, also where the decoder would skip over it", () => {
    for (const data of ["***", "e30", "e30=!", "e3 0=", "e31=", "ü"]) {
      const record = decodeRecord(recordOfBase64(data), MAX_AHEAD_MS);
      expect(record.content).toEqual(rejected("malformed_base64"));
      expect(record.data).toBe(data);
    }
  });

  it("more than 1 MiB, and not 1 MiB", () => {
    expect(contentOf("x".repeat(MIB))).toEqual(event("x".repeat(MIB)));
    expect(contentOf("x".repeat(MIB + 1))).toEqual(rejected("too_large"));
  });

  it("what is no UTF-8: stray bytes, an encoded surrogate, an overlong form, a character cut short", () => {
    for (const bytes of [[0xff], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xe2, 0x82]]) {
      expect(contentOf(Uint8Array.from(bytes))).toEqual(rejected("malformed_utf8"));
    }
  });

  it("without a word of the record in the error", () => {
    const { content } = decodeRecord(recordOfBase64("c2VjcmV0*"), MAX_AHEAD_MS);
    expect(JSON.stringify(content)).not.toMatch(/secret|c2Vj/);
  });
});

describe("decodeRecord() reads a heartbeat", () => {
  const heartbeat = (watermarkMs: unknown) => JSON.stringify({ $heartbeat: { v: 1, watermarkMs } });

  it("up to what an event of the same arrival could do", () => {
    expect(contentOf(heartbeat(-5))).toEqual({ kind: "heartbeat", watermarkMs: -5 });
    const ahead = ARRIVAL_MS + MAX_AHEAD_MS;
    expect(contentOf(heartbeat(ahead))).toEqual({ kind: "heartbeat", watermarkMs: ahead });
  });

  it("and dead-letters a forged one that would make everything late", () => {
    expect(contentOf(heartbeat(ARRIVAL_MS + 2 * MAX_AHEAD_MS))).toEqual(rejected("future_timestamp"));
    expect(contentOf(heartbeat(8.64e15))).toEqual(rejected("future_timestamp"));
  });

  it("and takes what only resembles one for an event", () => {
    const forgeries = [
      heartbeat("5"),
      heartbeat(0.5),
      heartbeat(null),
      '{"$heartbeat":{"v":2,"watermarkMs":5}}',
      '{"$heartbeat":{"v":1,"watermarkMs":5,"more":1}}',
      '{"$heartbeat":{"v":1,"watermarkMs":5},"sensor_id":"s"}',
      '{"$heartbeat":{"v":1,"watermarkMs":1e400}}',
      '{"__proto__":{"$heartbeat":{"v":1,"watermarkMs":5}}}',
      '[{"$heartbeat":{"v":1,"watermarkMs":5}}]',
      '"\\"$heartbeat\\""',
      '{"$heartbeat"',
      '{"$heartbeat":null}',
      `{"$heartbeat":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
    ];
    for (const text of forgeries) expect(contentOf(text)).toEqual(event(text));
  });
});

describe("decodeRecord() reads a replay", () => {
  const ORIGIN = "shardId-000000000001:42";
  const replay = (change: object, data: unknown = Buffer.from('{"a":1}').toString("base64")) =>
    JSON.stringify({ $replay: { v: 1, origin: ORIGIN, attempt: 2, ...change }, data });

  it("as its original, under its first identity", () => {
    const record = decode(replay({}));
    expect(record.content).toEqual({
      kind: "event",
      text: '{"a":1}',
      replay: { origin: ORIGIN, attempt: 2 },
    });
    expect(record).toMatchObject({ origin: ORIGIN, attempt: 2, data: "eyJhIjoxfQ==" });
  });

  it("and rejects one whose original cannot be read, still under its identity", () => {
    for (const [data, reason] of [
      ["***", "malformed_base64"],
      ["/w==", "malformed_utf8"],
    ] as const) {
      const { content, origin, data: kept } = decode(replay({}, data));
      expect(content).toMatchObject({
        kind: "unreadable",
        replay: { origin: ORIGIN, attempt: 2 },
        rejection: { reason },
      });
      expect([origin, kept]).toEqual([ORIGIN, data]);
    }
  });

  it("once: an envelope in an envelope is an event", () => {
    const inner = replay({});
    const { content } = decode(replay({}, Buffer.from(inner).toString("base64")));
    expect(content).toEqual({ kind: "event", text: inner, replay: { origin: ORIGIN, attempt: 2 } });
  });

  it("and takes what only resembles one for an event", () => {
    const forgeries = [
      replay({ v: 2 }),
      replay({ origin: "" }),
      replay({ origin: "shard" }),
      replay({ origin: `${"s".repeat(129)}:1` }),
      replay({ origin: `s:${"1".repeat(65)}` }),
      replay({ origin: `${ORIGIN}\n` }),
      replay({ origin: 1 }),
      replay({ attempt: 0 }),
      replay({ attempt: 1.5 }),
      replay({ attempt: "1" }),
      replay({ more: 1 }),
      replay({}, 5),
      '{"$replay":{"v":1,"origin":"s:1","attempt":1}}',
      '{"__proto__":{"$replay":{}},"data":""}',
      '{"$replay":null,"data":""}',
    ];
    for (const text of forgeries) expect(contentOf(text)).toEqual(event(text));
  });
});
