/** After a `forget` no view of the user holds anything, and the user starts as new. */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { minutes, type TimeRange } from "../../../lib/engine/index.ts";
import { profileOf, recommendationsFor, sessionsOf } from "../../../lib/pipelines/commerce/queries.ts";
import { NEW_USER } from "../../../lib/pipelines/commerce/recommend/user-profile.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { runScript } from "../../../scripts/bench/run-script.ts";
import { Harness, record } from "../../support/harness.ts";
import { behaviourAt, START_MS } from "./events.ts";

const MINUTE = minutes(1);
const ALWAYS = { fromMs: START_MS - 1e8, toMs: START_MS + 1e8 } as TimeRange;
const NOW_MS = START_MS + 1e7;
const PARENT = "shardId-000000000000";
const CHILD = "shardId-000000000001";

function forgetAt(afterMs: number, user_id: unknown) {
  return { event_type: "forget", event_time: new Date(START_MS + afterMs).toISOString(), user_id };
}

/** A session that retires, and one that is live when the user asks to be forgotten. */
const PAST = [
  behaviourAt(0, { user_id: "me" }),
  behaviourAt(0, { user_id: "other", product_id: 7 }),
  behaviourAt(90 * MINUTE, { user_id: "me", product_id: 2 }),
  behaviourAt(90 * MINUTE, { user_id: "other", product_id: 8 }),
];
const FORGET = forgetAt(100 * MINUTE, "me");

async function sessionStarts(harness: Harness, userId: string): Promise<string[]> {
  const rows = await sessionsOf(harness.topology, harness, userId, ALWAYS);
  return rows.map(({ session_start }) => session_start.slice(11, 16));
}

async function recommendedTo(harness: Harness, userId: string) {
  const request = { userId, count: 10, landingCategoryId: null, nowMs: NOW_MS };
  return recommendationsFor(harness.topology, harness, request);
}

test.each([0, 1, 2])("no view holds anything of a user that is forgotten, in batches of %i", async (size) => {
  const harness = new Harness(commerceTopology());
  const events = PAST.map((event, at) => record(at + 1, event));
  await harness.processIn(size, events);
  expect(await sessionStarts(harness, "me")).toEqual(["00:00", "01:30"]);
  await harness.process([record(10, FORGET)]);
  expect(await sessionStarts(harness, "me")).toEqual([]);
  expect(await profileOf(harness.topology, harness, "me")).toEqual(NEW_USER);
  expect(await recommendedTo(harness, "me")).toEqual(await recommendedTo(harness, "stranger"));
  expect(await sessionStarts(harness, "other")).toEqual(["00:00", "01:30"]);
  expect((await profileOf(harness.topology, harness, "other")).interactions).toBe(2);
});

test("of a user that is forgotten only retired sessions stay stored, which nobody shows", async () => {
  const harness = new Harness(commerceTopology());
  await harness.process(PAST.map((event, at) => record(at + 1, event)));
  await harness.process([record(10, FORGET)]);
  const text = await harness.snapshot();
  expect(text.match(/[^{}]*\bme\b[^{}]*/g)?.length).toBe(1);
  expect(text).toContain("session_end");
});

test("a forgotten user starts as new", async () => {
  const harness = new Harness(commerceTopology());
  const again = behaviourAt(101 * MINUTE, { user_id: "me", product_id: 3 });
  await harness.process([...PAST, FORGET, again].map((event, at) => record(at + 1, event)));
  const { interactions, history } = await profileOf(harness.topology, harness, "me");
  expect(interactions).toBe(1);
  expect(history.map(({ productId }) => productId)).toEqual(["3"]);
  expect(await sessionStarts(harness, "me")).toEqual(["01:41"]);
  const later = [behaviourAt(300 * MINUTE, { user_id: "me", product_id: 4 })];
  await harness.process(later.map((event) => record(20, event)));
  expect(await sessionStarts(harness, "me")).toEqual(["01:41", "05:00"]);
});

test("forgetting reaches what a shard knew before it was split", async () => {
  const harness = new Harness(commerceTopology());
  harness.ports = {
    ...harness.ports,
    parentsOf: async (shardId) => (shardId === CHILD ? [PARENT] : []),
  };
  await harness.process(
    PAST.map((event, at) => record(at + 1, event)),
    PARENT,
  );
  await harness.process([record(100, FORGET)], CHILD);
  expect(await sessionStarts(harness, "me")).toEqual([]);
  expect(await profileOf(harness.topology, harness, "me")).toEqual(NEW_USER);
  expect(await sessionStarts(harness, "other")).toEqual(["00:00", "01:30"]);
});

test("a user of whom nothing is known may be forgotten too, however late it is asked", async () => {
  const harness = new Harness(commerceTopology());
  await harness.process(PAST.map((event, at) => record(at + 1, event)));
  await harness.process([record(10, forgetAt(-1000 * MINUTE, "nobody"))]);
  expect([harness.expired, harness.deadLetters]).toEqual([[], []]);
});

test("`process` writes no row of a user that is forgotten", async () => {
  const directory = await mkdtemp(join(tmpdir(), "forget-"));
  const input = join(directory, "events.jsonl");
  const many = Array.from({ length: 400 }, (_, at) => behaviourAt(40 * MINUTE * at, { user_id: "me" }));
  const others = many.map((event) => ({ ...event, event_id: `other-${event.event_id}`, user_id: "other" }));
  const events = [...many.flatMap((event, at) => [event, others[at]]), forgetAt(40 * MINUTE * 400, "me")];
  await writeFile(input, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  await runScript(
    "process",
    ["commerce", "--input", input, "--output", directory],
    AbortSignal.timeout(120_000),
  );
  for (const view of ["user-sessions", "user-profiles"]) {
    const text = await readFile(join(directory, `${view}.jsonl`), "utf8");
    const users = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).user_id);
    expect(new Set(users)).toEqual(new Set(["other"]));
    expect(users).toHaveLength(view === "user-sessions" ? 400 : 1);
  }
}, 150_000);
