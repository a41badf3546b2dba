/** The simulation's event, and its schema. */
import type { StandardSchema } from "../../lib/engine/index.ts";

export interface SimEvent {
  readonly id: string;
  readonly key: string;
  readonly time: number;
  readonly value: number;
}

/** Written out: a schema library would be most of a run's time. */
export const schema: StandardSchema<SimEvent> = {
  "~standard": {
    version: 1,
    vendor: "tidewater",
    validate(value) {
      const event = value as Partial<SimEvent> | null;
      const isEvent =
        typeof event === "object" &&
        event !== null &&
        typeof event.id === "string" &&
        typeof event.key === "string" &&
        typeof event.time === "number" &&
        typeof event.value === "number";
      return isEvent ? { value: event as SimEvent } : { issues: [{ message: "expected an event" }] };
    },
  },
};
