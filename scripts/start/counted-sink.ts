/** A record sink that tells how many records it has accepted so far. */
import type { RecordSink } from "../producer/record-sink.ts";

export function countedSink(sink: RecordSink, onAccepted: (accepted: number) => void): RecordSink {
  let accepted = 0;
  return {
    async put(records) {
      const failures = await sink.put(records);
      accepted += failures.filter((failure) => failure === undefined).length;
      onAccepted(accepted);
      return failures;
    },
  };
}
