/**
 * Goal: a deployed shop recommends what its stream has taught it, and each answer, also one that nobody waits for, comes back to
 * the pipeline as an impression.
 * Method: a few known visits through Kinesis, then calls by Lambda's own interface.
 */
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { expect, it, vi } from "vitest";
import { type LocalCloud, withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { askAlone } from "../../scripts/recommend/ask.ts";
import { type PipelineHandle, pipelineHandle } from "../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals } from "../../scripts/start/totals.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";

const DEADLINE_MS = 60_000;
const PATIENT = { timeout: DEADLINE_MS, interval: 200 };

it("a deployed shop answers, and tells the pipeline what it has recommended", async () => {
  await withLocalCloud({ pipelines: ["commerce"], steps: silentSteps }, async (cloud) => {
    const handle = pipelineHandle("commerce", "local", cloud.outputs, cloud.clients);
    await visit(cloud, handle);
    const ask = askAlone(cloud.clients.lambda, handle.output("serviceName"));
    const known = await ask({ user_id: "u1", n: 5, max_age_s: 0 });
    // u1 has seen p1 last, and u2 has seen p2 beside it.
    expect(known).toMatchObject({ source: "history", found: "computed" });
    expect(known.items.map(({ product_id }) => product_id)).toEqual(["p2"]);
    const stranger = await ask({ session: "s9", n: 2, landing_category: "shoes" });
    expect(stranger).toMatchObject({ source: "landing_category" });
    expect(stranger.items.map(({ product_id }) => product_id)).toEqual(["p1", "p2"]);
    expect(await ask({ session: "s9", n: 2, landing_category: "shoes" })).toEqual({
      ...stranger,
      found: expect.stringMatching(/^(process|table)$/),
    });
    await expect(ask({ n: 2 })).rejects.toThrow(
      "Cannot recommend: user_id: expected it or session, got neither",
    );
    await askWithoutWaiting(cloud, handle);
    // Three events, and an impression of each of the four answers. Emulators know no destinations: of the answer that nobody
    // waits for they tell no more.
    await untilAccountedFor(handle, 3 + 4);
  });
}, 240_000);

async function visit(cloud: LocalCloud, handle: PipelineHandle): Promise<void> {
  const view = (user_id: string, product_id: string) => ({
    event_time: new Date().toISOString(),
    event_type: "view",
    product_id,
    category_id: "shoes",
    price: 20,
    user_id,
    user_session: user_id,
  });
  const views = [view("u1", "p1"), view("u2", "p1"), view("u2", "p2")];
  const Records = views.map((event) => ({
    PartitionKey: event.user_id,
    Data: Buffer.from(JSON.stringify(event)),
  }));
  const StreamName = handle.output("streamName");
  await cloud.clients.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  await untilAccountedFor(handle, views.length);
}

async function untilAccountedFor(handle: PipelineHandle, events: number): Promise<void> {
  await vi.waitFor(async () => {
    const totals = await pipelineTotals(handle.state);
    expect([accountedFor(totals), totals.deadLettered]).toEqual([events, 0]);
  }, PATIENT);
}

async function askWithoutWaiting(cloud: LocalCloud, handle: PipelineHandle): Promise<void> {
  const request = { user_id: "u1", n: 1, max_age_s: 0 };
  const { StatusCode } = await cloud.clients.lambda.send(
    new InvokeCommand({
      FunctionName: handle.output("serviceName"),
      InvocationType: "Event",
      Payload: JSON.stringify(request),
    }),
  );
  expect(StatusCode).toBe(202);
}
