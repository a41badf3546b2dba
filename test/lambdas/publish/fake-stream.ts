/** An output stream that a test scripts: it keeps what it took, in order, and refuses what it is told to. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Retries } from "../../../lambdas/aws/retries.ts";
import type { OutputTarget } from "../../../lambdas/publish/put-in-order.ts";
import { FakeEndpoint } from "../fake-endpoint.ts";

export interface Taken {
  readonly key: string;
  readonly text: string;
}

/** @returns the code by which the record is refused, or undefined; the requests are numbered from 1. */
export type Refusal = (record: Taken, request: number) => string | undefined;

export class FakeStream {
  /** What is in the stream. */
  readonly taken: Taken[] = [];
  /** What each request held. */
  readonly requests: (readonly Taken[])[] = [];
  readonly #refusal: Refusal;
  #endpoint: FakeEndpoint | undefined;

  private constructor(refusal: Refusal) {
    this.#refusal = refusal;
  }

  static async start(refusal: Refusal = () => undefined): Promise<FakeStream> {
    const stream = new FakeStream(refusal);
    stream.#endpoint = await FakeEndpoint.start(({ body }) => {
      const { Records } = JSON.parse(body) as { Records: { PartitionKey: string; Data: string }[] };
      const records = Records.map(({ PartitionKey, Data }) => ({
        key: PartitionKey,
        text: Buffer.from(Data, "base64").toString(),
      }));
      stream.requests.push(records);
      return { body: JSON.stringify({ Records: records.map((record) => stream.#answer(record)) }) };
    });
    return stream;
  }

  target(remainingMs = 30_000): OutputTarget {
    const retries = new Retries();
    retries.begin(remainingMs);
    const client = new KinesisClient({
      ...this.#endpoint?.config,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
    return { client, streamName: "small-results", retries };
  }

  async stop(): Promise<void> {
    await this.#endpoint?.stop();
  }

  #answer(record: Taken) {
    const code = this.#refusal(record, this.requests.length);
    if (code !== undefined) return { ErrorCode: code, ErrorMessage: "no" };
    this.taken.push(record);
    return { SequenceNumber: String(this.taken.length), ShardId: "shardId-000000000000" };
  }
}
