/** The publisher as Lambda calls it, with the small topology and an output stream that a test scripts. */
import type { DynamoDBRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { publisher } from "../../../lambdas/publish/publisher.ts";
import { ENVIRONMENT } from "../../../lib/contract/index.ts";
import { toStream } from "../../../lib/engine/index.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";
import { type CapturedOutput, captureOutput } from "../captured-output.ts";
import { invoke } from "../invoke.ts";
import { FakeStream, type Refusal } from "./fake-stream.ts";

let stream: FakeStream;
let output: CapturedOutput;

beforeEach(() => {
  vi.stubEnv(ENVIRONMENT.retryBaseMs, "1");
});
afterEach(async () => {
  output.release();
  vi.unstubAllEnvs();
  await stream.stop();
});

async function handlerOf(refusal?: Refusal, isLocal = false, channel = toStream("small-results", keyOf)) {
  stream = await FakeStream.start(refusal);
  output = captureOutput();
  return publisher({
    topology: announcingTopology({ channel }),
    target: stream.target(),
    stage: "dev",
    isLocal,
  });
}

const keyOf = ({ key }: { readonly key: string }) => key;
const lines = () =>
  output
    .text()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
const emf = () => output.metricLines();

/** `a1` is a row of key `a`. */
const row = (id: string, operator = "results") => ({ operator, id, row: { id, key: id[0], value: 1 } });

/** A commit of a page as the table's change stream tells of it. */
function commit(n: number, emissions?: readonly object[]): DynamoDBRecord {
  const NewImage = emissions === undefined ? {} : { emissions: { S: JSON.stringify(emissions) } };
  return { eventName: "MODIFY", dynamodb: { SequenceNumber: String(n), NewImage } };
}

const idsOf = (taken: readonly { readonly text: string }[]) => taken.map(({ text }) => JSON.parse(text).id);

describe("the publisher", () => {
  it("publishes what commits announced on the stream, in order, and nothing of other channels", async () => {
    const handler = await handlerOf();
    const Records = [
      commit(1, [row("a1"), row("negative", "alerts"), row("b1")]),
      commit(2),
      commit(3, [row("a2")]),
    ];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    expect(stream.taken.map(({ key, text }) => [key, JSON.parse(text)])).toEqual([
      ["a", { id: "a1", key: "a", value: 1, v: 1 }],
      ["b", { id: "b1", key: "b", value: 1, v: 1 }],
      ["a", { id: "a2", key: "a", value: 1, v: 1 }],
    ]);
    expect(emf()).toMatchObject([{ pipeline: "small", Published: 3, PublishFailures: 0, Retries: 0 }]);
  });

  it("gives back the first commit of which a row was refused, and counts those that must come again", async () => {
    const handler = await handlerOf(({ key }) => (key === "b" ? "InternalFailure" : undefined));
    const Records = [commit(1, [row("a1")]), commit(2, [row("b1")]), commit(3, [row("a2"), row("b2")])];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(idsOf(stream.taken)).toEqual(["a1", "a2"]);
    expect(emf()).toMatchObject([{ Published: 2, PublishFailures: 2, Retries: 5 }]);
  });

  it("publishes what came again under the same ids", async () => {
    const failing = { isFailing: true };
    const handler = await handlerOf(({ key }) => (failing.isFailing && key === "a" ? "no" : undefined));
    const Records = [commit(1, [row("a1")]), commit(2, [row("b1"), row("a2")])];
    await invoke(handler, { Records });
    failing.isFailing = false;
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    expect(idsOf(stream.taken)).toEqual(["b1", "a1", "b1", "a2"]);
  });

  it("throws on the local stage, where a reported failure would be taken for success", async () => {
    const handler = await handlerOf(() => "InternalFailure", true);
    await expect(invoke(handler, { Records: [commit(1, [row("a1")])] })).rejects.toThrow(
      "Cannot publish rows: InternalFailure",
    );
  });

  it("leaves out a row that no stream takes, says where it was and nothing of it, and goes on", async () => {
    const handler = await handlerOf(
      undefined,
      false,
      toStream("small-results", ({ key }: { key: string }) => (key === "s" ? "" : key)),
    );
    const Records = [commit(1, [row("secret"), row("a1")]), commit(2, [row("b1")])];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    expect(idsOf(stream.taken)).toEqual(["a1", "b1"]);
    expect(emf()).toMatchObject([{ Published: 2, PublishFailures: 1 }]);
    expect(lines().find(({ message }) => message === "row_unpublishable")).toMatchObject({
      level: "ERROR",
      position: "1",
      fault: "key_length",
    });
    expect(output.text()).not.toMatch(/secret/);
  });

  it("gives back the first commit whose announcement it cannot read, behind those that it can", async () => {
    const handler = await handlerOf();
    const damaged = {
      eventName: "MODIFY",
      dynamodb: { SequenceNumber: "2", NewImage: { emissions: { S: "{" } } },
    };
    const Records = [commit(1, [row("a1")]), damaged as DynamoDBRecord, commit(3, [row("b1")])];
    expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(idsOf(stream.taken)).toEqual(["a1"]);
  });

  it("is silent about deletions, other operators' announcements and an empty batch", async () => {
    const handler = await handlerOf();
    const deletion: DynamoDBRecord = { eventName: "REMOVE", dynamodb: { SequenceNumber: "1" } };
    for (const Records of [[deletion], [commit(2, [row("negative", "alerts")])], []]) {
      expect(await invoke(handler, { Records })).toEqual({ batchItemFailures: [] });
    }
    expect([stream.requests, output.text()]).toEqual([[], ""]);
  });
});
