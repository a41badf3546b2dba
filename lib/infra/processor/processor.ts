/**
 * The processor: the function that folds the stream's records into state, and the mapping that feeds it.
 * Invariant: one batch of a shard at a time, in the shard's order, from the oldest record that the stream holds.
 */
import {
  EventSourceMapping,
  type IEventSourceDlq,
  MetricType,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import type { EventStream } from "../source/index.ts";
import type { StageConfig } from "../stage-config.ts";
import {
  BATCH_SIZE,
  BATCHING_WINDOW,
  MAX_RECORD_AGE,
  mustKeepShardOrder,
  PROCESSOR_TIMEOUT,
  RETRY_ATTEMPTS,
} from "./delivery.ts";

export interface ProcessorProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** What feeds it. */
  readonly source: EventStream;
  /** Gets the positions of batches that are given up. */
  readonly onFailure: IEventSourceDlq;
  /**
   * Batches of one shard that are processed at the same time; above 1 is refused.
   * @default 1
   */
  readonly parallelizationFactor?: number;
}

/** One whole processor: folding is bound by it, and with less a batch would take proportionally longer. */
const MEMORY_SIZE_MB = 1769;

export class Processor extends Construct {
  readonly handler: HandlerFunction;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: ProcessorProps) {
    super(scope, id);
    mustKeepShardOrder(props.parallelizationFactor ?? 1);
    this.handler = this.#createFunction(props);
    props.source.grantProcess(this.handler);
    this.mapping = this.#createMapping(props);
  }

  #createFunction({ config, encryption, pipeline }: ProcessorProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "process",
      role: "processor",
      description: `Folds the events of ${pipeline} into state`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: PROCESSOR_TIMEOUT,
    });
  }

  #createMapping({ source, onFailure }: ProcessorProps): EventSourceMapping {
    return new EventSourceMapping(this, "Mapping", {
      target: this.handler,
      eventSourceArn: source.stream.streamArn,
      // LATEST would skip what arrives while the mapping is being created or changed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: BATCHING_WINDOW,
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: RETRY_ATTEMPTS,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }
}
