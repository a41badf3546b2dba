/**
 * What makes a reading an anomaly. A known sensor type is judged by its normal band, inclusive at both ends;
 * a reading inside its band that its sensor calls an anomaly is `reported`; an unknown type is judged by the
 * adaptive detector on the sensor's own past (`statistical`).
 */
import type { AdaptiveDetector, Alert } from "../../engine/index.ts";
import { type AdaptiveState, initialAdaptiveState, observe } from "./adaptive-detector.ts";
import { readingTimestamp, type SensorReading } from "./sensor-reading.ts";
import { type Band, normalBandOf } from "./sensors.ts";

export const ALERT_TYPES = ["above_normal", "below_normal", "reported", "statistical"] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

type Severity = "info" | "warning" | "critical";

/** How far outside of its band a reading is, in widths of the band: half a width warns, a whole one is critical. */
const WARNING_WIDTHS = 0.5;
const CRITICAL_WIDTHS = 1;

/** The adaptive detector's score is in limits: twice the limit warns, four times is critical. */
const WARNING_SCORE = 2;
const CRITICAL_SCORE = 4;

export function judgeReading(reading: SensorReading, identity: () => string): readonly Alert[] {
  const band = normalBandOf(reading.sensor_type);
  if (band !== undefined && reading.value > band.max) {
    return [
      alertOf("above_normal", reading, band, severityOutside(reading.value - band.max, band), identity()),
    ];
  }
  if (band !== undefined && reading.value < band.min) {
    return [
      alertOf("below_normal", reading, band, severityOutside(band.min - reading.value, band), identity()),
    ];
  }
  if (reading.status === "anomaly") return [alertOf("reported", reading, band ?? null, "info", identity())];
  return NONE;
}

export const adaptiveRule: AdaptiveDetector<SensorReading, AdaptiveState> = {
  appliesTo: (reading) => normalBandOf(reading.sensor_type) === undefined,
  initial: initialAdaptiveState,
  observe(before, reading, identity) {
    const { state, anomaly } = observe(before, reading.value);
    if (anomaly === undefined) return { state, alerts: NONE };
    const severity = severityAt(anomaly.score, WARNING_SCORE, CRITICAL_SCORE);
    return { state, alerts: [alertOf("statistical", reading, anomaly.expected, severity, identity)] };
  },
};

const NONE: readonly Alert[] = [];

function severityOutside(distance: number, band: Band): Severity {
  return severityAt(distance / (band.max - band.min), WARNING_WIDTHS, CRITICAL_WIDTHS);
}

function severityAt(measure: number, warning: number, critical: number): Severity {
  if (measure >= critical) return "critical";
  return measure >= warning ? "warning" : "info";
}

function alertOf(
  type: AlertType,
  reading: SensorReading,
  band: Band | null,
  severity: Severity,
  identity: string,
): Alert {
  const id = `${type}-${identity}`;
  return {
    id,
    partition: type,
    row: {
      alert_id: id,
      alert_type: type,
      severity,
      sensor_id: reading.sensor_id,
      sensor_type: reading.sensor_type,
      location: reading.location,
      value: reading.value,
      normal_min: band?.min ?? null,
      normal_max: band?.max ?? null,
      timestamp: readingTimestamp(reading),
    },
  };
}
