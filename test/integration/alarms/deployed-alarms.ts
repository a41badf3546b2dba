/**
 * The alarms of a deployed stack as those see them who are to be woken: what they look at, what state they are in, and what
 * their topics have said.
 *
 * The emulator knows alarms by namespace and name of the metric alone, and takes all their periods for one. So whether
 * an alarm's condition holds is also decided here, by the metric with exactly the alarm's dimensions; and where ten
 * minutes would have to pass for it to end, its window is cut.
 */
import {
  type ComparisonOperator,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { LocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";

/** What a topic says of an alarm that has changed its state. */
export interface AlarmMessage {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: string;
  readonly StateChangeTime: string;
}

const HOUR_MS = 3_600_000;
/** As long as a good value may take from the function that logs it to the metric. */
const CUT_WINDOW_SECONDS = 15;

const HOLDS: Readonly<Partial<Record<ComparisonOperator, (value: number, threshold: number) => boolean>>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export class DeployedAlarms {
  readonly #cloud: LocalCloud;
  readonly #prefix: string;
  readonly #messages: AlarmMessage[] = [];
  #inbox = "";

  constructor(cloud: LocalCloud, stack: string) {
    this.#cloud = cloud;
    this.#prefix = `${stack}-`;
  }

  /** Everything that the topics say from here on is heard. */
  async listen(topicArns: readonly string[]): Promise<void> {
    const { sqs, sns } = this.#cloud.clients;
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `${this.#prefix}inbox` }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    for (const TopicArn of topicArns) {
      const Endpoint = Attributes?.QueueArn ?? "";
      const subscription = { RawMessageDelivery: "true" };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes: subscription }));
    }
    this.#inbox = QueueUrl;
  }

  async all(): Promise<readonly MetricAlarm[]> {
    const client = this.#cloud.clients.cloudwatch;
    const found: MetricAlarm[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client },
      { AlarmNamePrefix: this.#prefix },
    )) {
      found.push(...MetricAlarms);
    }
    return found;
  }

  async stateOf(name: string): Promise<string | undefined> {
    return (await this.all()).find(({ AlarmName }) => AlarmName === name)?.StateValue;
  }

  /** Whether there is a metric with exactly the alarm's namespace, name and dimensions. */
  async hasMetric({ Namespace, MetricName, Dimensions }: MetricAlarm): Promise<boolean> {
    const { Metrics = [] } = await this.#cloud.clients.cloudwatch.send(
      new ListMetricsCommand({ Namespace, MetricName }),
    );
    const wanted = identityOf(Dimensions);
    return Metrics.some((metric) => identityOf(metric.Dimensions) === wanted);
  }

  /** The unit of the metric's values. */
  async unitOf({ Namespace, MetricName, Dimensions }: MetricAlarm): Promise<string | undefined> {
    const { Datapoints = [] } = await this.#cloud.clients.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName,
        Dimensions,
        ...lastHour(),
        Period: HOUR_MS / 1000,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints.at(-1)?.Unit;
  }

  /** Whether some period of the alarm's very metric is bad. */
  async holds(alarm: MetricAlarm): Promise<boolean> {
    const { Namespace, MetricName, Dimensions, Period, Threshold = Number.NaN } = alarm;
    const Stat = alarm.ExtendedStatistic ?? alarm.Statistic;
    const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat };
    const { MetricDataResults = [] } = await this.#cloud.clients.cloudwatch.send(
      new GetMetricDataCommand({ ...lastHour(), MetricDataQueries: [{ Id: "metric", MetricStat }] }),
    );
    const isBad = HOLDS[alarm.ComparisonOperator as ComparisonOperator];
    if (isBad === undefined) throw new Error(`Cannot tell when ${alarm.AlarmName} is bad`);
    return (MetricDataResults[0]?.Values ?? []).some((value) => isBad(value, Threshold));
  }

  /** All that has been said so far about the alarm. */
  async messagesOf(name: string): Promise<readonly AlarmMessage[]> {
    const { sqs } = this.#cloud.clients;
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#inbox, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) break;
      for (const { Body, ReceiptHandle } of Messages) {
        this.#messages.push(JSON.parse(Body ?? ""));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: this.#inbox, ReceiptHandle }));
      }
    }
    return this.#messages.filter(({ AlarmName }) => AlarmName === name);
  }

  /** From here on the alarm looks at the last seconds alone; its state stays. @returns the alarm as it is then. */
  async cutWindow(alarm: MetricAlarm): Promise<MetricAlarm> {
    const { AlarmName, AlarmDescription, AlarmActions, OKActions, Namespace, MetricName, Dimensions } = alarm;
    const { Statistic, ExtendedStatistic, Threshold, ComparisonOperator, TreatMissingData, Unit } = alarm;
    await this.#cloud.clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        AlarmDescription,
        AlarmActions,
        OKActions,
        Namespace,
        MetricName,
        Dimensions,
        ...(ExtendedStatistic === undefined ? { Statistic } : { ExtendedStatistic }),
        Threshold,
        ComparisonOperator,
        TreatMissingData,
        Unit,
        Period: CUT_WINDOW_SECONDS,
        EvaluationPeriods: 1,
      }),
    );
    return { ...alarm, Period: CUT_WINDOW_SECONDS, EvaluationPeriods: 1 };
  }
}

function identityOf(dimensions: MetricAlarm["Dimensions"] = []): string {
  return JSON.stringify(dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted());
}

function lastHour() {
  return { StartTime: new Date(Date.now() - HOUR_MS), EndTime: new Date(Date.now() + HOUR_MS) };
}
