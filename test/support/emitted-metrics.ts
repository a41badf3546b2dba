/** The metrics that the functions of a pipeline emit, found by running them against an endpoint that takes everything. */
import type { DynamoDBRecord } from "aws-lambda";
import { vi } from "vitest";
import { pipelineMetrics } from "../../lambdas/aws/pipeline-metrics.ts";
import { decodeRecord } from "../../lambdas/process/decode-record.ts";
import { emitFailure } from "../../lambdas/process/metrics.ts";
import { type AnyTopology, channelsOf, measureWindows } from "../../lib/engine/index.ts";
import { pipelineFactories } from "../../lib/pipelines/index.ts";
import { type CapturedOutput, captureOutput } from "../lambdas/captured-output.ts";
import { FakeEndpoint } from "../lambdas/fake-endpoint.ts";
import { stubHandlerEnvironment } from "../lambdas/handler-environment.ts";
import { invoke } from "../lambdas/invoke.ts";
import { keepingTable } from "../lambdas/keeping-table.ts";
import { FIRST_NUMBER, kinesisRecord } from "../lambdas/kinesis-records.ts";
import { freshMeters } from "../lambdas/process/batch-meters.ts";
import { Harness } from "./harness.ts";

const WRITTEN_WITHIN_MS = 30_000;

/** A metric as CloudWatch would know it, in words: namespace, name, dimensions with their values, unit. */
export function metricIdentity(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, unknown>>,
  unit: string | undefined,
): string {
  const pairs = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
  return `${namespace} ${name} {${pairs.sort().join(", ")}} ${unit}`;
}

/**
 * @param texts of records: what the functions measure of them, and of one that nobody can read.
 * @returns identities of all metrics that came with a value.
 */
export async function emittedMetrics(
  pipeline: string,
  stage: string,
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const endpoint = await FakeEndpoint.start(keepingTable());
  const output = captureOutput();
  try {
    const more = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1769" };
    stubHandlerEnvironment(endpoint, { pipeline, stage, more });
    await callFunctions(pipeline, stage, texts, output.text);
  } finally {
    output.release();
    vi.unstubAllEnvs();
    vi.resetModules();
    await endpoint.stop();
  }
  return identitiesIn(output);
}

async function callFunctions(
  pipeline: string,
  stage: string,
  texts: readonly string[],
  printed: () => string,
): Promise<void> {
  vi.resetModules();
  const Records = [...texts, "{"].map((text, i) =>
    kinesisRecord(text, `${BigInt(FIRST_NUMBER) + BigInt(i)}`),
  );
  const topology = pipelineFactories.get(pipeline)?.();
  if (topology === undefined) throw new Error(`Cannot run ${pipeline}: there is no such pipeline`);
  await invoke((await import("../../lambdas/process/handler.ts")).handler, { Records });
  await invoke((await import("../../lambdas/close/handler.ts")).handler, {});
  const unannounced: DynamoDBRecord[] = [{ eventName: "MODIFY", dynamodb: { SequenceNumber: "1" } }];
  if (channelsOf(topology.operators, "alerts").size > 0)
    await invoke((await import("../../lambdas/notify/handler.ts")).handler, { Records: unannounced });
  if (channelsOf(topology.operators, "stream").size > 0) {
    const damaged = { SequenceNumber: "1", NewImage: { emissions: { S: "{" } } };
    const unreadable: DynamoDBRecord[] = [{ eventName: "MODIFY", dynamodb: damaged }];
    await invoke((await import("../../lambdas/publish/handler.ts")).handler, { Records: unreadable });
  }
  if (topology.service?.name === "recommend") await callRecommend(printed);
  await callWhatTakesTime(topology, stage, Records);
}

/** An answer, and what is written behind it, which nobody waits for. */
async function callRecommend(printed: () => string): Promise<void> {
  const { handler } = await import("../../lambdas/recommend/handler.ts");
  await invoke(handler, { user_id: 1 });
  await vi.waitFor(() => {
    if (!printed().includes("RecommendImpressionFailures")) throw new Error("Nothing was written yet");
  }, WRITTEN_WITHIN_MS);
}

/** A processor that is busy for ten seconds, and windows as the closer measures them while they are open. */
async function callWhatTakesTime(
  topology: AnyTopology,
  stage: string,
  records: readonly ReturnType<typeof kinesisRecord>[],
): Promise<void> {
  const metrics = pipelineMetrics(topology, stage);
  const [shardId = ""] = records[0]?.eventID.split(":") ?? [];
  emitFailure(metrics, freshMeters(), { shardId, beginMs: 0, endMs: 10_000 }, []);
  const harness = new Harness(topology);
  await harness.process(records.map((record) => decodeRecord(record, topology.source.watermark.maxAheadMs)));
  const measured = await measureWindows(topology, harness.state);
  if (measured.length > 0) metrics.measure(measured);
  metrics.publish();
}

function identitiesIn(output: CapturedOutput): ReadonlySet<string> {
  const identities = new Set<string>();
  for (const emf of output.metricLines()) {
    for (const { Namespace, Dimensions, Metrics } of emf._aws.CloudWatchMetrics) {
      for (const { Name, Unit } of Metrics) {
        if ([emf[Name]].flat().length === 0) continue;
        for (const names of Dimensions as string[][]) {
          const values = Object.fromEntries(names.map((name) => [name, emf[name]]));
          identities.add(metricIdentity(Namespace, Name, values, Unit));
        }
      }
    }
  }
  return identities;
}
