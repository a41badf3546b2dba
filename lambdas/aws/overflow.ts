/**
 * Bodies that a queue's message cannot hold: they go to a bucket, and the message points there. The object is
 * named by the record's origin, so that sending it again writes the same object.
 */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** A body of this size, as it stands in the message, fits 256 KiB with the rest of its envelope. */
const INLINE_BYTES_MAX = 226_000;

export interface Overflow {
  readonly client: S3Client;
  readonly bucket: string;
}

export interface StoredBody {
  /** As it came, or null when the body is in the bucket. */
  readonly data: string | null;
  readonly overflow: { readonly bucket: string; readonly key: string } | null;
}

/**
 * @param data the record's bytes in base64; of a record that is none, its text.
 * @param key the object's name, should it be needed.
 */
export async function storeBody(
  { client, bucket }: Overflow,
  data: string,
  key: string,
): Promise<StoredBody> {
  if (Buffer.byteLength(JSON.stringify(data)) <= INLINE_BYTES_MAX) return { data, overflow: null };
  const bytes = Buffer.from(data, "base64");
  // What is no base64 would lose what the decoder skips: it is kept as text.
  const body = bytes.toString("base64") === data ? bytes : Buffer.from(data, "utf8");
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  return { data: null, overflow: { bucket, key } };
}
