/** The bodies of letters that were too large for their message, from the pipeline's own bucket and no other. */
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { OverflowPlace } from "./dead-letter.ts";

export interface OverflowBodies {
  readonly bucket: string;
  /** @throws what the store throws; by its name a report says why a letter was left. */
  read(place: OverflowPlace): Promise<Buffer>;
}

export function s3OverflowBodies(client: S3Client, bucket: string): OverflowBodies {
  return {
    bucket,
    async read({ key }) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? new Uint8Array());
    },
  };
}
