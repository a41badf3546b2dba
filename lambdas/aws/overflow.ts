/**
 * Bodies that a queue's message cannot hold: they go to a bucket, and the message points there. The object is
 * named by the record's origin, so that sending it again writes the same object.
 */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** Base64 of a body up to this size fits a message of 256 KiB with the rest of its envelope. */
export const INLINE_BYTES_MAX = 170_000;

export interface Overflow {
  readonly client: S3Client;
  readonly bucket: string;
}

export interface StoredBody {
  /** Base64, or null when the body is in the bucket. */
  readonly data: string | null;
  readonly overflow: { readonly bucket: string; readonly key: string } | null;
}

/** @param base64 the record's bytes as they came; @param key the object's name, should it be needed. */
export async function storeBody(
  { client, bucket }: Overflow,
  base64: string,
  key: string,
): Promise<StoredBody> {
  if (Buffer.byteLength(base64, "base64") <= INLINE_BYTES_MAX) return { data: base64, overflow: null };
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(base64, "base64") }));
  return { data: null, overflow: { bucket, key } };
}
