/** One stack a pipeline, derived from its topology. */
import { CfnOutput, Stack, type StackProps, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { OUTPUTS, PRODUCT, type Stage, stackName } from "../contract/index.ts";
import type { AnyTopology } from "../engine/index.ts";
import { CLOSER_TIMEOUT, Closer } from "./closer.ts";
import { EventStream } from "./event-stream.ts";
import { Notifier } from "./notifier.ts";
import { Processor } from "./processor.ts";
import { Queues } from "./queues.ts";
import { STAGE_CONFIGS } from "./stage-config.ts";
import { Tables } from "./tables.ts";

export interface PipelineStackProps extends StackProps {
  readonly topology: AnyTopology;
  readonly stage: Stage;
  /**
   * Passed on to the event source mapping, which refuses all but 1.
   * @default 1
   */
  readonly parallelizationFactor?: number;
}

export class PipelineStack extends Stack {
  constructor(scope: Construct, props: PipelineStackProps) {
    const { topology, stage, parallelizationFactor = 1 } = props;
    const prefix = stackName(stage, topology.name);
    super(scope, prefix, { ...props, stackName: prefix });
    const config = STAGE_CONFIGS[stage];
    const { removalPolicy } = config;
    const shared = { prefix, pipeline: topology.name, stage, config };
    const stream = new EventStream(this, "Stream", {
      streamName: `${PRODUCT}-${stage}-${topology.source.stream}`,
      removalPolicy,
    });
    const tables = new Tables(this, "Tables", { prefix, config });
    const queues = new Queues(this, "Queues", { ...shared, removalPolicy, closerTimeout: CLOSER_TIMEOUT });
    const rooms = { ...shared, stream, tables, queues };
    const processor = new Processor(this, "Processor", { ...rooms, parallelizationFactor });
    const closer = new Closer(this, "Closer", rooms);
    const outputs: Record<string, string> = {
      [OUTPUTS.streamName]: stream.stream.streamName,
      [OUTPUTS.stateTable]: tables.state.tableName,
      [OUTPUTS.viewTable]: tables.views.tableName,
      [OUTPUTS.deadLetterQueueUrl]: queues.deadLetters.queueUrl,
      [OUTPUTS.lateQueueUrl]: queues.late.queueUrl,
      [OUTPUTS.closerQueueUrl]: queues.nudges.queueUrl,
      [OUTPUTS.overflowBucket]: queues.overflow.bucketName,
      [OUTPUTS.processorName]: processor.handler.function.functionName,
      [OUTPUTS.processorLogGroup]: processor.handler.logGroup.logGroupName,
      [OUTPUTS.closerName]: closer.handler.function.functionName,
    };
    if (Object.values(topology.operators).some(({ kind }) => kind === "detect")) {
      const notifier = new Notifier(this, "Notifier", { ...shared, tables, queues });
      outputs[OUTPUTS.notifierName] = notifier.handler.function.functionName;
      outputs[OUTPUTS.alertTopicArn] = notifier.topic.topicArn;
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
    Tags.of(this).add("product", PRODUCT);
    Tags.of(this).add("pipeline", topology.name);
  }
}
