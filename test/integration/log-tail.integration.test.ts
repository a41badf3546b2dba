/**
 * Goal: a log that is read on is told line by line, each once, however long it has grown in between.
 * Method: lines are put into a log group of a bare local cloud, at the edges of what one answer of it holds.
 */
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BareEmulator } from "../support/bare-emulator.ts";
import { LogTail } from "../../scripts/metric-lines/log-tail.ts";

const GROUP = "/lines";
const STREAM = "one";
const LINES_AN_ANSWER = 10_000;
const LINES_A_PUT = 5_000;

let emulator: BareEmulator;

beforeAll(async () => {
  emulator = await BareEmulator.start();
});

afterAll(() => emulator?.stop());

async function put(fromMs: number, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += LINES_A_PUT) {
    const logEvents = Array.from({ length: Math.min(LINES_A_PUT, to - at) }, (_, i) => ({
      // Two lines share a millisecond.
      timestamp: fromMs + Math.floor((at + i) / 2),
      message: `line ${at + i}`,
    }));
    await emulator.clients.logs.send(
      new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents }),
    );
  }
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
}

it("LogTail tells each line once, also of a log that is longer than an answer", async () => {
  await emulator.clients.logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await emulator.clients.logs.send(
    new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }),
  );
  const fromMs = Date.now() - 600_000;
  const tail = new LogTail(emulator.clients.logs, GROUP, fromMs);
  const told = async () => (await tail.read()).map(({ message }) => message);

  expect(await told()).toEqual([]);
  await put(fromMs, 0, 3);
  expect(await told()).toEqual(numbers(0, 3));
  expect(await told()).toEqual([]);
  const long = 2 * LINES_AN_ANSWER + 3;
  await put(fromMs, 3, long);
  expect(await told()).toEqual(numbers(3, long));
  await put(fromMs, long, long + 1);
  expect(await told()).toEqual(numbers(long, long + 1));
});
