/**
 * One reading of one sensor at one time: normal in 95 of 100 cases, else an anomaly.
 *
 * A pure function of the sensor, the time and the random numbers it draws.
 */
import type { SensorReading } from "../sensor-reading.ts";
import type { Random } from "../../traffic/index.ts";
import { batteryLevel, type Sensor } from "./sensor-fleet.ts";
import { anomalousValue, normalValue } from "./sensor-value.ts";

const ANOMALY_SHARE = 0.05;

export function reading(sensor: Sensor, eventTimeMs: number, random: Random): SensorReading {
  const isAnomaly = random() < ANOMALY_SHARE;
  return {
    sensor_id: sensor.id,
    sensor_type: sensor.type.name,
    value: isAnomaly ? anomalousValue(sensor.type, random) : normalValue(sensor.type, eventTimeMs, random),
    location: sensor.location,
    timestamp: new Date(eventTimeMs).toISOString(),
    status: isAnomaly ? "anomaly" : "normal",
    metadata: {
      unit: sensor.type.unit,
      sensor_model: sensor.model,
      battery_level: batteryLevel(sensor, eventTimeMs),
    },
  };
}
