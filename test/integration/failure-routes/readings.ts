/**
 * The readings that the failure routes are proved with: seeded, in order of event time, one in fifty poisoned by a damage
 * that `mend.ts` undoes. Values are quarters, so that sums are exact in whatever order they are added.
 */
import type { RejectionReason } from "../../../lib/engine/index.ts";
import { Random } from "../../../lib/testing/random.ts";
import { shardOf } from "../../../scripts/process/shard-of.ts";

const SENSORS = 97;
const POISON_EVERY = 50;
const SENSOR_TYPES = ["temperature", "humidity", "salinity"];
const LOCATIONS = ["office", "a/b", "server-room", "lab"];

export interface Outgoing {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** The event that the record stands for. */
  readonly clean: string;
  /** Why it will be rejected; null for a record that is as it should be. */
  readonly reason: RejectionReason | null;
}

/** What befalls a record on its way; each keeps all that is needed to undo it. */
const DAMAGES: Partial<Record<RejectionReason, (clean: string) => Buffer>> = {
  malformed_utf8: (clean) => Buffer.concat([Buffer.of(0xff), Buffer.from(clean)]),
  malformed_json: (clean) => Buffer.from(clean.slice(0, -1)),
  schema_violation: (clean) => Buffer.from(clean.replace(/"value":(-?[\d.]+)/, '"value":"$1"')),
  future_timestamp: (clean) => Buffer.from(clean.replace('"timestamp":"2', '"timestamp":"9')),
};

export const POISON_REASONS = Object.keys(DAMAGES) as readonly RejectionReason[];

/** Spread evenly over `[startMs, startMs + durationMs)`; the last is poisoned, and so the latest of its sensor. */
export function seededReadings(
  seed: number,
  count: number,
  startMs: number,
  durationMs: number,
): readonly Outgoing[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const timeMs = startMs + Math.floor((i * durationMs) / count);
    const sensor = random.between(0, SENSORS - 1);
    const clean = reading(`sensor_${sensor}`, timeMs, {
      sensor_type: SENSOR_TYPES[sensor % SENSOR_TYPES.length] ?? "",
      location: LOCATIONS[sensor % LOCATIONS.length] ?? "",
      value: random.between(-200, 400) / 4,
    });
    const isPoison = i % POISON_EVERY === POISON_EVERY - 1;
    const reason = POISON_REASONS[Math.floor(i / POISON_EVERY) % POISON_REASONS.length];
    return isPoison && reason !== undefined ? poisoned(clean, reason) : whole(clean);
  });
}

/** One reading for each shard, which moves its watermark to where the reading's time puts it. */
export function closingReadings(shards: number, timeMs: number): readonly Outgoing[] {
  return Array.from({ length: shards }, (_, shard) => {
    let sensor = 0;
    while (shardOf(`closing_${sensor}`, shards) !== shard) sensor += 1;
    return whole(reading(`closing_${sensor}`, timeMs));
  });
}

export function whole(clean: string): Outgoing {
  return { partitionKey: sensorOf(clean), data: Buffer.from(clean), clean, reason: null };
}

/** Under the key of the event that it stands for, as its producer knew it. */
export function poisoned(clean: string, reason: RejectionReason): Outgoing {
  const data = DAMAGES[reason]?.(clean);
  if (data === undefined) throw new RangeError(`Cannot poison a reading: nothing is known to be ${reason}`);
  return { partitionKey: sensorOf(clean), data, clean, reason };
}

export function reading(sensorId: string, timeMs: number, more: Readonly<Record<string, unknown>> = {}) {
  return JSON.stringify({
    sensor_id: sensorId,
    sensor_type: "temperature",
    location: "office",
    value: 20,
    timestamp: new Date(timeMs).toISOString(),
    status: "normal",
    metadata: { unit: "°C" },
    ...more,
  });
}

function sensorOf(clean: string): string {
  return JSON.parse(clean).sensor_id;
}
