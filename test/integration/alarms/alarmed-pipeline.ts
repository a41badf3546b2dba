/** A deployed pipeline whose alarms are tried: what is sent to it, and how its functions are called, crashed and throttled. */
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { OUTPUTS, stackName } from "../../../lib/contract/index.ts";
import type { LocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import { type PipelineHandle, pipelineHandle } from "../../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals } from "../../../scripts/start/totals.ts";
import { DeployedAlarms } from "./deployed-alarms.ts";
import type { Sendable } from "./bad-traffic.ts";
import { ToldValues } from "./told-values.ts";

const RECORDS_A_PUT = 100;
const TOPICS = ["criticalTopicArn", "warningTopicArn", "infoTopicArn"] as const;
/** A batch without records, which whoever takes batches takes; the closer takes anything. */
const NOTHING = JSON.stringify({ Records: [] });
/** What each function takes, by the output that has its name. */
const TAKES: Readonly<Record<string, string>> = {
  [OUTPUTS.processorName]: NOTHING,
  [OUTPUTS.closerName]: NOTHING,
  [OUTPUTS.lateHandlerName]: NOTHING,
  [OUTPUTS.notifierName]: NOTHING,
  [OUTPUTS.publisherName]: NOTHING,
  [OUTPUTS.serviceName]: JSON.stringify({ user_id: 1 }),
};

export class AlarmedPipeline {
  readonly handle: PipelineHandle;
  readonly alarms: DeployedAlarms;
  readonly told: ToldValues;
  readonly #cloud: LocalCloud;
  readonly #functions: readonly { readonly name: string; readonly takes: string }[];
  #sent = 0;

  private constructor(cloud: LocalCloud, name: string, handle: PipelineHandle, told: ToldValues) {
    const stack = stackName("local", name);
    const outputs = cloud.outputs[stack] ?? {};
    this.#cloud = cloud;
    this.handle = handle;
    this.alarms = new DeployedAlarms(cloud, stack);
    this.told = told;
    this.#functions = Object.entries(TAKES).flatMap(([output, takes]) => {
      const functionName = outputs[output];
      return functionName === undefined ? [] : [{ name: functionName, takes }];
    });
  }

  static async open(cloud: LocalCloud, name: string): Promise<AlarmedPipeline> {
    const handle = pipelineHandle(name, "local", cloud.outputs, cloud.clients);
    const told = await ToldValues.in(cloud.clients.logs, handle.output("processorLogGroup"));
    const pipeline = new AlarmedPipeline(cloud, name, handle, told);
    await pipeline.alarms.listen(TOPICS.map((topic) => handle.output(topic)));
    return pipeline;
  }

  /** The processor finds its tables behind another endpoint from its next start on. */
  async leadProcessorThrough(endpoint: string): Promise<void> {
    const { lambda } = this.#cloud.clients;
    const FunctionName = this.handle.output("processorName");
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_DYNAMODB: endpoint };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  async send(records: readonly Sendable[]): Promise<void> {
    for (let i = 0; i < records.length; i += RECORDS_A_PUT) {
      const portion = records.slice(i, i + RECORDS_A_PUT);
      const Records = portion.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
      await this.#cloud.clients.kinesis.send(
        new PutRecordsCommand({ StreamName: this.handle.output("streamName"), Records }),
      );
    }
    this.#sent += records.length;
  }

  async hasAccountedForAll(): Promise<boolean> {
    return accountedFor(await pipelineTotals(this.handle.state)) >= this.#sent;
  }

  /** One run of the closer, as the clock's tick asks for it every minute. */
  async tick(): Promise<void> {
    await this.#invoke(this.handle.output("closerName"), "{}");
  }

  /** Every function is called once, with as little to do as there can be. */
  async callAll(): Promise<void> {
    await Promise.all(this.#functions.map(({ name, takes }) => this.#invoke(name, takes)));
  }

  /** Every function is called once while it has no handler, and once while it may not run. */
  async failAll(): Promise<void> {
    const { lambda } = this.#cloud.clients;
    await Promise.all(
      this.#functions.map(async ({ name: FunctionName, takes }) => {
        const { Handler } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "index.missing" }));
        await this.#invoke(FunctionName, takes);
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler }));
        await lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
        );
        await this.#invoke(FunctionName, takes).catch(() => undefined);
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      }),
    );
  }

  async #invoke(FunctionName: string, Payload: string): Promise<void> {
    await this.#cloud.clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  }
}
