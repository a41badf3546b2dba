/**
 * A function of a pipeline as all of them are: Node 24 on arm64, one bundle, its own role and its own log group.
 */
import type { Duration } from "aws-cdk-lib";
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../contract/index.ts";
import { bundleHandler } from "./bundle.ts";
import type { StageConfig } from "./stage-config.ts";

export interface PipelineFunctionProps {
  /** The function's physical name. */
  readonly functionName: string;
  /** The handler's file below the project's root. */
  readonly entry: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly config: StageConfig;
  /** Memory, MB; CPU comes with it, one whole processor at 1,769. */
  readonly memoryMb: number;
  readonly timeout: Duration;
}

export class PipelineFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const { config, functionName } = props;
    this.logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: bundleHandler(props.entry),
      memorySize: props.memoryMb,
      timeout: props.timeout,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: config.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        [ENVIRONMENT.pipeline]: props.pipeline,
        [ENVIRONMENT.stage]: props.stage,
        POWERTOOLS_LOG_LEVEL: config.logLevel,
        NODE_OPTIONS: "--enable-source-maps",
      },
    });
  }
}
