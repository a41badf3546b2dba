/**
 * One pipeline in AWS, derived from its topology: stream, processor, tables, side outputs, late-data handler, closer;
 * a notifier where the pipeline makes alerts, a publisher where it announces rows, alarms and a dashboard, roles for people
 * where the account's own key encrypts. Rooms are public, so that queries can be built onto them.
 * Invariant: stages differ by their StageConfig alone.
 */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { OUTPUTS, PRODUCT, stackName } from "../contract/index.ts";
import { Alarms, type Watched } from "./alarms/index.ts";
import { Closer } from "./closer/index.ts";
import { PipelineDashboard } from "./dashboards/index.ts";
import { Encryption } from "./encryption/index.ts";
import { HandlerFunction, logGroupPrefix } from "./function/index.ts";
import { LateHandler } from "./late/index.ts";
import { LocalMetrics } from "./local-metrics/index.ts";
import { Notifier } from "./notifier/index.ts";
import { Processor } from "./processor/index.ts";
import { Publisher } from "./publisher/index.ts";
import { Readers } from "./readers/index.ts";
import { PipelineService } from "./service/index.ts";
import { SideOutputs } from "./side-outputs/index.ts";
import { EventStream } from "./source/index.ts";
import type { StageConfig } from "./stage-config.ts";
import { StateTable, ViewTable } from "./state/index.ts";
import { makesAlerts, mustNameOwnMetrics, outputStreamOf, serviceOf, type Topology } from "./topology.ts";

export interface PipelineStackProps extends Pick<StackProps, "env"> {
  readonly config: StageConfig;
  readonly topology: Topology;
  /**
   * Batches of one shard that are processed at the same time; above 1 is refused.
   * @default 1
   */
  readonly parallelizationFactor?: number;
  /**
   * Where the people who are alarmed read the runbook.
   * @default its path in the repository
   */
  readonly runbookUrl?: string;
}

const RUNBOOK = "docs/runbook.md";

export class PipelineStack extends Stack {
  readonly encryption: Encryption;
  readonly source: EventStream;
  readonly state: StateTable;
  readonly views: ViewTable;
  readonly sideOutputs: SideOutputs;
  readonly processor: Processor;
  readonly closer: Closer;
  readonly late: LateHandler;
  /** Undefined where the pipeline makes no alerts. */
  readonly notifier: Notifier | undefined;
  /** Undefined where the pipeline announces no rows. */
  readonly publisher: Publisher | undefined;
  /** Undefined where nobody asks the pipeline anything. */
  readonly service: PipelineService | undefined;
  readonly alarms: Alarms;
  /** Undefined where AWS's own keys encrypt: they leave it to the account who reads what. */
  readonly readers: Readers | undefined;

  constructor(scope: Construct, props: PipelineStackProps) {
    const { config, topology, parallelizationFactor, runbookUrl = RUNBOOK, ...rest } = props;
    const name = stackName(config.stage, topology.name);
    super(scope, name, {
      ...rest,
      stackName: name,
      description: `The ${topology.name} pipeline of ${PRODUCT}, stage ${config.stage}`,
      terminationProtection: config.isProtected,
      // CloudFormation puts them on every resource; they tell what a thing is for, and nothing of what is in it.
      tags: { product: PRODUCT, stage: config.stage, pipeline: topology.name },
    });
    this.encryption = new Encryption(this, "Encryption", { config, logGroupPrefix: logGroupPrefix(this) });
    const shared = { config, encryption: this.encryption, pipeline: topology.name };
    mustNameOwnMetrics(topology);
    const isAlerting = makesAlerts(topology);
    const stream = outputStreamOf(topology);
    const service = serviceOf(topology);
    const isStreamed = isAlerting || stream !== undefined;
    this.source = new EventStream(this, "Source", { ...shared, name: topology.source.stream });
    this.state = new StateTable(this, "State", { ...shared, isStreamed });
    this.views = new ViewTable(this, "Views", shared);
    this.sideOutputs = new SideOutputs(this, "SideOutputs", shared);
    this.closer = new Closer(this, "Closer", shared);
    this.late = new LateHandler(this, "Late", { ...shared, queue: this.sideOutputs.late });
    this.processor = new Processor(this, "Processor", {
      ...shared,
      source: this.source,
      onFailure: this.sideOutputs.asDestination(),
      ...(parallelizationFactor === undefined ? {} : { parallelizationFactor }),
    });
    const followed = { ...shared, state: this.state };
    this.notifier = isAlerting ? new Notifier(this, "Notifier", followed) : undefined;
    this.publisher =
      stream === undefined ? undefined : new Publisher(this, "Publisher", { ...followed, stream });
    const served = { ...followed, source: this.source };
    this.service =
      service === undefined ? undefined : new PipelineService(this, "Service", { ...served, service });
    const watched = this.#watched(topology, config);
    this.alarms = new Alarms(this, "Alarms", { ...shared, watched, runbookUrl });
    if (!config.isEmulated) new PipelineDashboard(this, "Dashboard", { watched, alarms: this.alarms });
    this.readers = this.encryption.key === undefined ? undefined : new Readers(this, "Readers", this);
    if (config.loggedMetrics === "made-by-function") {
      const functions = this.node.findAll().filter((child) => child instanceof HandlerFunction);
      new LocalMetrics(this, "LocalMetrics", { ...shared, functions });
    }
    this.#grant();
    this.#createOutputs();
  }

  /** The rooms and promises that alarms look at. */
  #watched(topology: Topology, { stage }: StageConfig): Watched {
    const { notifier, publisher, service } = this;
    return {
      topology,
      pipeline: topology.name,
      stage,
      stream: this.source.stream,
      processor: this.processor.handler,
      stateTable: this.state.table,
      viewTable: this.views.table,
      functions: {
        processor: this.processor.handler,
        closer: this.closer.handler,
        "late-handler": this.late.handler,
        ...(notifier && { notifier: notifier.handler }),
        ...(publisher && { publisher: publisher.handler }),
        ...(service && { service: service.handler }),
      },
      deadLetters: this.sideOutputs.deadLetters,
      failureQueues: {
        "failed-nudges": this.closer.failedNudges,
        "failed-late-events": this.late.failed,
        ...(notifier && { "unsent-alerts": notifier.unsent }),
        ...(publisher && { "unsent-rows": publisher.unsent }),
        ...(service && { "unanswered-calls": service.unanswered }),
      },
    };
  }

  #grant(): void {
    const processor = this.processor.handler;
    this.state.grantProcess(processor);
    this.views.grantWrite(processor);
    this.sideOutputs.grantSend(processor);
    this.closer.grantNudge(processor);
    const closer = this.closer.handler;
    this.source.grantClose(closer);
    this.state.grantClose(closer);
    this.views.grantWrite(closer);
    this.views.grantWrite(this.late.handler);
  }

  #createOutputs(): void {
    const values: Readonly<Record<keyof typeof OUTPUTS, string | undefined>> = {
      streamName: this.source.stream.streamName,
      stateTable: this.state.table.tableName,
      viewTable: this.views.table.tableName,
      deadLetterQueueUrl: this.sideOutputs.deadLetters.queueUrl,
      lateQueueUrl: this.sideOutputs.late.queueUrl,
      closerQueueUrl: this.closer.nudges.queueUrl,
      overflowBucket: this.sideOutputs.overflow.bucketName,
      alertTopicArn: this.notifier?.topic.topicArn,
      outputStreamName: this.publisher?.output.stream.streamName,
      criticalTopicArn: this.alarms.topics.of("critical").topicArn,
      warningTopicArn: this.alarms.topics.of("warning").topicArn,
      infoTopicArn: this.alarms.topics.of("info").topicArn,
      processorName: this.processor.handler.functionName,
      processorLogGroup: this.processor.handler.logGroup.logGroupName,
      closerName: this.closer.handler.functionName,
      lateHandlerName: this.late.handler.functionName,
      serviceName: this.service?.handler.functionName,
      serviceLogGroup: this.service?.handler.logGroup.logGroupName,
      answerQueueUrl: this.service?.answered.queueUrl,
      notifierName: this.notifier?.handler.functionName,
      publisherName: this.publisher?.handler.functionName,
      resultsReaderArn: this.readers?.results.roleArn,
      deadLettersOperatorArn: this.readers?.deadLetters.roleArn,
      resultsAmenderArn: this.readers?.amender.roleArn,
      serviceCallerArn: this.readers?.caller?.roleArn,
    };
    for (const [name, output] of Object.entries(OUTPUTS)) {
      const value = values[name as keyof typeof OUTPUTS];
      if (value !== undefined) new CfnOutput(this, output, { value });
    }
  }
}
