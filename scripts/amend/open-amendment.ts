/** The deployed pipeline that is amended: its tables and its overflow bucket, as its stack names them. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoLateStore } from "../../lambdas/aws/dynamo-late-store.ts";
import { DynamoStateStore } from "../../lambdas/aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../../lambdas/aws/dynamo-view-store.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { stackName } from "../../lib/contract/index.ts";
import type { AmendPorts, AnyTopology, LateEvent } from "../../lib/engine/index.ts";
import { callerOf, stackOutputs } from "../stage/deployed-stack.ts";
import { clientConfig } from "../stage/client-config.ts";
import type { StageTarget } from "../stage/stage-target.ts";

export interface OpenAmendment {
  readonly ports: AmendPorts;
  /** The caller's ARN, or `local`. */
  readonly who: string;
  /** For people: where this is. */
  readonly name: string;
  close(): void;
}

export async function openAmendment(
  topology: AnyTopology,
  target: StageTarget,
  stage: string,
): Promise<OpenAmendment> {
  const who = await callerOf(target);
  const isLocal = target.kind === "local";
  const config = clientConfig(target);
  const cloudformation = new CloudFormationClient(config);
  const dynamo = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: isLocal });
  const close = () => {
    for (const client of [cloudformation, dynamo, s3]) client.destroy();
  };
  try {
    const stack = stackName(stage, topology.name);
    const output = await stackOutputs(cloudformation, target, stack);
    const table = (name: string) => ({ client: dynamo, name, meter: new WriteMeter() });
    const views = table(output("viewTable"));
    const ports: AmendPorts = {
      state: new DynamoStateStore(topology, table(output("stateTable"))),
      views: new DynamoViewStore(views),
      late: new DynamoLateStore(views),
      textOf: (event) => textOf(s3, output("overflowBucket"), event),
    };
    const where = isLocal ? target.endpoint : `${target.account}/${target.region}`;
    return { ports, who, name: `${stack} at ${where}`, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The record's text, from the event or from the pipeline's own bucket and no other. */
async function textOf(s3: S3Client, bucket: string, { data, overflow }: LateEvent): Promise<string> {
  if (data !== null) return Buffer.from(data, "base64").toString("utf8");
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: overflow?.key ?? "" }));
  return (await Body?.transformToString()) ?? "";
}
