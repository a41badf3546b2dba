/** Transforms: what they see, what they may answer, and what becomes of a record when they fail. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  loadTransform,
  type Transform,
  type TransformRecord,
} from "../../../scripts/replay-dlq/transform.ts";
import { ReplayWorld, SHARD } from "./replay-world.ts";

describe("a transform", () => {
  test("sees the record with all that is known of it", async () => {
    const world = new ReplayWorld();
    const seen: TransformRecord[] = [];
    world.queue.add(world.letter(5, { operator: "alerts", attempt: 2 }));
    await world.run({ transform: (record) => (seen.push(record), record.data) });
    expect(seen).toEqual([
      {
        data: Buffer.from("record 5"),
        text: "record 5",
        reason: "schema",
        error: "value: expected a number, got a string",
        operator: "alerts",
        partitionKey: "a",
        origin: `${SHARD}:5`,
        attempt: 2,
        arrivedAt: world.timeOf(5),
      },
    ]);
  });

  test("changes the bytes, and neither key nor origin", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.letter(1), world.letter(2, { partitionKey: "b" }));
    const transform: Transform = async ({ text }) =>
      text.endsWith("1") ? "new" : new Uint8Array([104, 105]);
    await world.run({ transform });
    expect(world.puts).toEqual([
      { key: "a", origin: `${SHARD}:1`, attempt: 2, text: "new" },
      { key: "b", origin: `${SHARD}:2`, attempt: 2, text: "hi" },
    ]);
  });

  test("that throws or answers nonsense leaves its record, told by the error's name alone", async () => {
    const world = new ReplayWorld();
    world.queue.add(world.letter(1), world.letter(2), world.letter(3));
    const transform = ({ text }: TransformRecord) => {
      if (text.endsWith("1")) throw new RangeError(`cannot mend ${text}`);
      return text.endsWith("2") ? text : (undefined as never);
    };
    const report = await world.run({ transform });
    expect(report.total).toMatchObject({ replayed: 1, failed: 2 });
    expect(report.left.map(({ error }) => error).toSorted()).toEqual(["RangeError", "TypeError"]);
    expect(JSON.stringify(report)).not.toContain("record 1");
    expect(world.queue.visible).toEqual(["m1", "m3"]);
  });

  test("is not asked any more after Ctrl-C", async () => {
    const world = new ReplayWorld();
    const controller = new AbortController();
    world.queue.add(world.letter(1), world.letter(2), world.letter(3));
    const seen: string[] = [];
    const transform: Transform = ({ text }) => {
      seen.push(text);
      controller.abort();
      return text;
    };
    const report = await world.run({ transform, signal: controller.signal });
    expect([seen, world.puts, world.queue.visible]).toEqual([["record 1"], [], ["m1", "m2", "m3"]]);
    expect(report).toMatchObject({ failure: "Interrupted", total: { failed: 3 } });
  });

  test("sees what was no base64 as its text, and without one that text is replayed as it was", async () => {
    const world = new ReplayWorld();
    const letter = world.letter(1, { data: "not base64!", reason: "malformed_base64" });
    world.queue.add(letter);
    const seen: string[] = [];
    const transform: Transform = ({ text }) => (seen.push(text), null);
    await world.run({ transform });
    expect(seen).toEqual(["not base64!"]);
    await world.run();
    expect(world.sink.accepted.map((record) => JSON.parse(record.slice(1)).data)).toEqual(["not base64!"]);
  });
});

describe("loadTransform()", () => {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "transform-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test("loads a module's default function, with the hash of its file", async () => {
    const file = join(directory, "upper.mjs");
    await writeFile(file, "export default ({ text }) => text.toUpperCase();\n");
    const { apply, sha256 } = await loadTransform(file);
    expect(await apply({ text: "x" } as TransformRecord)).toBe("X");
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["none.mjs", undefined, /it cannot be read \(ENOENT\)/],
    ["value.mjs", "export default 5;\n", /its default export is no function/],
    ["broken.mjs", "throw new Error('no such table');\n", /it cannot be loaded \(no such table\)/],
  ])("refuses %s", async (name, source, message) => {
    const file = join(directory, name);
    if (source !== undefined) await writeFile(file, source);
    await expect(loadTransform(file)).rejects.toThrow(message);
  });
});
