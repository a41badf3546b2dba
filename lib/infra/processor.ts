/**
 * The processor and its event source mapping: shard by shard, in order, with bounded retries; what still fails
 * leaves its positions in the dead-letter queue and the shard goes on.
 */
import { Duration } from "aws-cdk-lib";
import { StartingPosition } from "aws-cdk-lib/aws-lambda";
import { KinesisEventSource, SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../contract/index.ts";
import { type EventStream, RETENTION } from "./event-stream.ts";
import { PipelineFunction } from "./pipeline-function.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";
import type { Tables } from "./tables.ts";

export interface ProcessorProps {
  readonly prefix: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly config: StageConfig;
  readonly stream: EventStream;
  readonly tables: Tables;
  readonly queues: Queues;
  /**
   * Batches of one shard at once.
   * @default 1, and nothing else: see the error.
   */
  readonly parallelizationFactor?: number;
}

/** One whole processor: a single-threaded handler gains nothing above. */
const MEMORY_MB = 1769;
const TIMEOUT = Duration.seconds(30);
const BATCH_SIZE = 500;
/** With bisection a batch of 500 is down to one record after nine splits, which use up no retries. */
const RETRIES = 5;
/** Well inside of the stream's retention, so that failed positions can still be read: two days of seven. */
const RECORD_AGE_MAX = Duration.hours(48);

export class Processor extends Construct {
  readonly handler: PipelineFunction;

  constructor(scope: Construct, id: string, props: ProcessorProps) {
    super(scope, id);
    const { prefix, pipeline, stage, config, stream, tables, queues } = props;
    refuseLanes(props.parallelizationFactor ?? 1);
    if (RECORD_AGE_MAX.toHours() * 2 > RETENTION.toHours()) {
      throw new Error("Cannot deploy: records would leave the stream before their dead letters are replayed");
    }
    this.handler = new PipelineFunction(this, "Handler", {
      functionName: `${prefix}-process`,
      entry: "lambdas/process/handler.ts",
      pipeline,
      stage,
      config,
      memoryMb: MEMORY_MB,
      timeout: TIMEOUT,
    });
    const target = this.handler.function;
    stream.grantList(target);
    tables.grantProcess(target);
    queues.grantSend(target);
    if (config.dedupe !== undefined) target.addEnvironment(ENVIRONMENT.dedupe, config.dedupe);
    target.addEventSource(
      new KinesisEventSource(stream.stream, {
        // LATEST can miss records whenever a mapping is made or changed.
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: BATCH_SIZE,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: RETRIES,
        maxRecordAge: RECORD_AGE_MAX,
        parallelizationFactor: 1,
        onFailure: new SqsDlq(queues.deadLetters),
      }),
    );
  }
}

function refuseLanes(parallelizationFactor: number): void {
  if (parallelizationFactor === 1) return;
  throw new Error(
    `Cannot deploy with parallelizationFactor ${parallelizationFactor}: several batches of one shard at once keep ` +
      "order by key only, and progress, watermarks and pages are kept by shard; add shards to scale",
  );
}
