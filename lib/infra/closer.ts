/** The closer: once a minute, and when a shard's watermark has crossed a window's end. */
import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as FunctionTarget } from "aws-cdk-lib/aws-events-targets";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import type { EventStream } from "./event-stream.ts";
import { PipelineFunction } from "./pipeline-function.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";
import type { Tables } from "./tables.ts";

export interface CloserProps {
  readonly prefix: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly config: StageConfig;
  readonly stream: EventStream;
  readonly tables: Tables;
  readonly queues: Queues;
}

const MEMORY_MB = 512;
export const CLOSER_TIMEOUT = Duration.seconds(60);
/** EventBridge's shortest; windows of active shards are closed by nudges, long before. */
const TICK = Duration.minutes(1);
/** All nudges that wait are one run. Two runs at once are harmless, but wasteful. */
const NUDGES_A_RUN = 10;
const RUNS_AT_ONCE = 2;

export class Closer extends Construct {
  readonly handler: PipelineFunction;

  constructor(scope: Construct, id: string, props: CloserProps) {
    super(scope, id);
    const { prefix, pipeline, stage, config, stream, tables, queues } = props;
    this.handler = new PipelineFunction(this, "Handler", {
      functionName: `${prefix}-close`,
      entry: "lambdas/close/handler.ts",
      pipeline,
      stage,
      config,
      memoryMb: MEMORY_MB,
      timeout: CLOSER_TIMEOUT,
    });
    const target = this.handler.function;
    stream.grantTend(target);
    tables.grantClose(target);
    new Rule(this, "Tick", {
      ruleName: `${prefix}-tick`,
      schedule: Schedule.rate(TICK),
      targets: [new FunctionTarget(target)],
    });
    target.addEventSource(
      new SqsEventSource(queues.nudges, { batchSize: NUDGES_A_RUN, maxConcurrency: RUNS_AT_ONCE }),
    );
  }
}
