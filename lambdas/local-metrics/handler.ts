/**
 * Makes metrics of what functions log, where the cloud does not do so itself: on the local stage alone.
 *
 * A call only takes lines in; what was taken in is put every five seconds, after the call. An emulator runs calls that
 * overlap in processes of their own and looks at all alarms for each request, so one request a call would cost it more
 * than the processors do. That what waits is put although no call runs is true of emulators only: AWS freezes functions.
 */
import { gunzipSync } from "node:zlib";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from "aws-lambda";
import { errorNameOf } from "../aws/error-name.ts";
import { log } from "../aws/logging.ts";
import { withoutContent } from "../aws/without-content.ts";
import { readEmfLine } from "./emf-line.ts";
import { MetricBuffer } from "./metric-buffer.ts";

const PUT_AFTER_MS = 5000;

const cloudwatch = new CloudWatchClient();
const buffer = new MetricBuffer();
let isScheduled = false;

export const handler = withoutContent(takeIn);

async function takeIn({ awslogs }: CloudWatchLogsEvent): Promise<void> {
  const text = gunzipSync(Buffer.from(awslogs.data, "base64")).toString("utf8");
  const { logEvents }: CloudWatchLogsDecodedData = JSON.parse(text);
  for (const { message } of logEvents) {
    for (const metric of readEmfLine(message)) buffer.add(metric);
  }
  if (!isScheduled && !buffer.isEmpty) {
    isScheduled = true;
    setTimeout(put, PUT_AFTER_MS);
  }
  // The emulator waits 50 ms for a function's first line before it gives the next call to it.
  log("metric_lines_read", { count: logEvents.length });
}

/** A request that fails is tried again by the client; what it held is lost then, as metrics may be. */
async function put(): Promise<void> {
  isScheduled = false;
  for (const request of buffer.drain()) {
    try {
      await cloudwatch.send(new PutMetricDataCommand(request));
    } catch (error) {
      log("metrics_not_put", { error: errorNameOf(error) });
    }
  }
}
