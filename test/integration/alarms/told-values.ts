/**
 * Values of a metric that the test tells itself, for conditions that cannot be brought about: as a line of the very log in
 * which the pipeline's functions write theirs, so that they go the same way.
 */
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

const LOG_STREAM = "told";

export class ToldValues {
  readonly #client: CloudWatchLogsClient;
  readonly #logGroup: string;

  private constructor(client: CloudWatchLogsClient, logGroup: string) {
    this.#client = client;
    this.#logGroup = logGroup;
  }

  static async in(client: CloudWatchLogsClient, logGroup: string): Promise<ToldValues> {
    await client.send(new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName: LOG_STREAM }));
    return new ToldValues(client, logGroup);
  }

  /** A value for the metric of each alarm, under the metric's whole identity. */
  async tell(values: readonly (readonly [alarm: MetricAlarm, unit: string, value: number])[]): Promise<void> {
    const timestamp = Date.now();
    const logEvents = values.map(([alarm, unit, value]) => {
      return { timestamp, message: JSON.stringify(lineOf(alarm, unit, value, timestamp)) };
    });
    if (logEvents.length === 0) return;
    const place = { logGroupName: this.#logGroup, logStreamName: LOG_STREAM };
    await this.#client.send(new PutLogEventsCommand({ ...place, logEvents }));
  }
}

function lineOf(
  { Namespace, MetricName = "", Dimensions = [] }: MetricAlarm,
  unit: string,
  value: number,
  timestampMs: number,
): object {
  const names = Dimensions.map(({ Name }) => Name);
  const Metrics = [{ Name: MetricName, Unit: unit }];
  return {
    _aws: { Timestamp: timestampMs, CloudWatchMetrics: [{ Namespace, Dimensions: [names], Metrics }] },
    ...Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    [MetricName]: value,
  };
}
