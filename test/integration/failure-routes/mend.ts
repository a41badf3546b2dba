/** The repair of what `readings.ts` damages: a transform as people write them, given to the command as a file. */
import type { TransformRecord } from "../../../scripts/replay-dlq/transform.ts";

export default function mend({ data, text, reason }: TransformRecord): string | Uint8Array | null {
  switch (reason) {
    case "malformed_utf8":
      return data.subarray(1);
    case "malformed_json":
      return `${text}}`;
    case "schema_violation":
      return text.replace(/"value":"(-?[\d.]+)"/, '"value":$1');
    case "future_timestamp":
      return text.replace('"timestamp":"9', '"timestamp":"2');
    default:
      return null;
  }
}
