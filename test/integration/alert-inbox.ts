/** A queue that receives what a pipeline's alert topic publishes. */
import { SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { LocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import type { PipelineHandle } from "../../scripts/start/pipeline-handle.ts";

export interface ReceivedAlert {
  readonly id: string;
  readonly operator: string;
  readonly alert: Readonly<Record<string, unknown>>;
  /** When the topic put it into the queue, ms since 1970. */
  readonly sentMs: number;
}

export class AlertInbox {
  readonly #cloud: LocalCloud;
  readonly #queueUrl: string;

  private constructor(cloud: LocalCloud, queueUrl: string) {
    this.#cloud = cloud;
    this.#queueUrl = queueUrl;
  }

  static async open(cloud: LocalCloud, handle: PipelineHandle): Promise<AlertInbox> {
    const { sqs, sns } = cloud.clients;
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `inbox-${Date.now()}` }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    await sns.send(
      new SubscribeCommand({
        TopicArn: handle.output("alertTopicArn"),
        Protocol: "sqs",
        Endpoint: Attributes?.QueueArn ?? "",
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    return new AlertInbox(cloud, QueueUrl);
  }

  /** The next alerts, or none when a second brings none. */
  async receive(): Promise<readonly ReceivedAlert[]> {
    const { sqs } = this.#cloud.clients;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ["SentTimestamp"],
      }),
    );
    const received: ReceivedAlert[] = [];
    for (const { Body, ReceiptHandle = "", Attributes } of Messages) {
      const sentMs = Number(Attributes?.SentTimestamp);
      for (const alert of JSON.parse(Body ?? "").alerts) received.push({ ...alert, sentMs });
      await sqs.send(new DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle }));
    }
    return received;
  }

  /** All that comes until there are as many, or until the deadline. */
  async receiveMany(count: number, deadlineMs: number): Promise<readonly ReceivedAlert[]> {
    const received: ReceivedAlert[] = [];
    while (received.length < count && Date.now() < deadlineMs) received.push(...(await this.receive()));
    return received;
  }
}
