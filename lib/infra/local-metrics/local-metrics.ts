/**
 * Metrics where the cloud makes none of what functions log: a function that subscribes to the logs of the others and puts
 * what their metric lines say, so that alarms and queries of metrics work on a local cloud as they do on AWS.
 * Invariant: never on a stage in AWS, where CloudWatch would then count everything twice.
 */
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { METRIC_NAMESPACE } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface LocalMetricsProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** The functions whose logs are read. */
  readonly functions: readonly HandlerFunction[];
}

const MEMORY_SIZE_MB = 256;
const TIMEOUT = Duration.seconds(10);
/** The field that only lines with metrics have; emulators understand bare words and no paths. */
const METRIC_LINES = FilterPattern.literal('"_aws"');

export class LocalMetrics extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: LocalMetricsProps) {
    super(scope, id);
    this.handler = this.#createFunction(props);
    const destination = new LambdaDestination(this.handler);
    for (const { logGroup } of props.functions) {
      logGroup.addSubscriptionFilter("Metrics", { destination, filterPattern: METRIC_LINES });
    }
  }

  #createFunction({ config, encryption, pipeline }: LocalMetricsProps): HandlerFunction {
    const handler = new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "local-metrics",
      role: "metrics",
      description: `Makes metrics of what the functions of ${pipeline} log`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["cloudwatch:PutMetricData"],
        resources: ["*"],
        conditions: { StringEquals: { "cloudwatch:namespace": METRIC_NAMESPACE } },
      }),
    );
    return handler;
  }
}
