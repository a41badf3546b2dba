/** What the sensors' view shows, as tables. */
import type { IotModel } from "../../models/iot.ts";
import type { Table } from "../table-text.ts";

export function iotTables(model: IotModel): readonly Table[] {
  const windows: Table = {
    name: "windows",
    columns: ["sensor_type", "location", "window_start", "average", "unit"],
    rows: model.types.flatMap(({ type, unit, series }) =>
      series.flatMap(({ location, averages }) =>
        averages.map((average, i) => [type, location, iso(model.starts[i] ?? 0), average, unit]),
      ),
    ),
  };
  const alerts: Table = {
    name: "alerts",
    columns: [
      "event_time",
      "severity",
      "alert_type",
      "sensor_id",
      "sensor_type",
      "location",
      "value",
      "unit",
      "normal_min",
      "normal_max",
    ],
    rows: model.alerts.map((alert) => [
      iso(alert.eventTimeMs),
      alert.severity,
      alert.alert,
      alert.sensor,
      alert.type,
      alert.location,
      alert.value,
      alert.unit,
      alert.band?.min ?? null,
      alert.band?.max ?? null,
    ]),
  };
  const { sensor } = model;
  if (!sensor) return [windows, alerts];
  const history: Table = {
    name: "sensor",
    columns: ["sensor_id", "event_time", "value", "unit"],
    rows: sensor.points.map(([timeMs, value]) => [sensor.id, iso(timeMs), value, sensor.unit]),
  };
  return [windows, alerts, history];
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
