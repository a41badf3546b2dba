/**
 * A Lambda function that runs one of our handlers, with a role and a log group of its own.
 * Invariant: it begins with the permission to write its logs (and traces) and nothing else; every other permission
 * comes from a room's `grantXxx`, together with the environment variable that tells the handler where to use it.
 */
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { type Duration, RemovalPolicy, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENVIRONMENT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { StageConfig } from "../stage-config.ts";
import type { HandlerName } from "./bundle.ts";
import { handlerCode } from "./handler-code.ts";

export interface HandlerFunctionProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  /** The topology that the handler runs. */
  readonly pipeline: string;
  /** Which of the handlers it is. */
  readonly handler: HandlerName;
  /** What it does, as a noun: the last word of the function's name. */
  readonly role: string;
  readonly description: string;
  /** Also decides the share of a processor: 1,769 MB is one. */
  readonly memorySizeMb: number;
  readonly timeout: Duration;
}

/** Every function's log group is named so, followed by its role. */
export function logGroupPrefix(stack: Stack): string {
  return `/${stack.stackName}/`;
}

export class HandlerFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const { config, role: name } = props;
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: props.description,
    });
    const logGroup = createLogGroup(scope, id, props);
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName: `${Stack.of(scope).stackName}-${name}`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      // A fifth cheaper than x86 for the same work.
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: handlerCode(scope, props.handler),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: config.systemLogLevel,
      tracing: config.isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      memorySize: props.memorySizeMb,
      timeout: props.timeout,
      environment: environmentOf(props),
    });
  }

  /** Permits the actions on the resources. */
  allow(actions: readonly string[], ...resourceArns: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resourceArns] }));
  }
}

function createLogGroup(scope: Construct, id: string, props: HandlerFunctionProps): LogGroup {
  return new LogGroup(scope, `${id}Logs`, {
    logGroupName: logGroupPrefix(Stack.of(scope)) + props.role,
    retention: props.config.logRetention,
    // Logs say nothing that their retention would not delete; a retained name would only bar the next deployment.
    removalPolicy: RemovalPolicy.DESTROY,
    ...props.encryption.ofLogGroup(),
  });
}

function environmentOf({ config, pipeline, role }: HandlerFunctionProps): Record<string, string> {
  return {
    [ENVIRONMENT.pipeline]: pipeline,
    [ENVIRONMENT.stage]: config.stage,
    ...(config.dedupe === undefined ? {} : { [ENVIRONMENT.dedupe]: config.dedupe }),
    ...(config.settings === undefined ? {} : { [ENVIRONMENT.settings]: config.settings }),
    NODE_OPTIONS: "--enable-source-maps",
    POWERTOOLS_SERVICE_NAME: role,
  };
}
