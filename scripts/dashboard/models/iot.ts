/**
 * The sensors, by event time: windows of each type and location, a map of where readings leave their normal band, the
 * alerts that match the filters, and one sensor's history.
 */
import type { Json } from "../../../lib/engine/index.ts";
import type { Reading } from "../../../lib/pipelines/iot/queries.ts";
import {
  type Band,
  LOCATIONS,
  normalBandOf,
  SENSOR_TYPES,
  unitOf,
} from "../../../lib/pipelines/iot/sensors.ts";

export type Fields = { readonly [field: string]: Json };

export interface IotFilters {
  readonly type?: string | undefined;
  readonly location?: string | undefined;
  readonly alert?: string | undefined;
  readonly sensor?: string | undefined;
}

export interface TypeWindows {
  readonly type: string;
  readonly unit: string;
  readonly band: Band | null;
  /** Averages by window, in the order of `starts`; null for a window without readings. */
  readonly series: readonly { readonly location: string; readonly averages: readonly (number | null)[] }[];
}

/** A type at a location in the newest windows. */
export interface HeatCell {
  readonly type: string;
  readonly location: string;
  readonly average: number;
  readonly unit: string;
  readonly readings: number;
  /** Where the average lies: -1 and 1 are the edges of the normal band; null for a type without one. */
  readonly position: number | null;
}

export interface AlertRow {
  readonly id: string;
  readonly eventTimeMs: number;
  readonly sensor: string;
  readonly type: string;
  readonly location: string;
  readonly alert: string;
  readonly severity: string;
  readonly value: number;
  readonly unit: string;
  readonly band: Band | null;
}

export interface SensorHistory {
  readonly id: string;
  readonly type: string;
  readonly location: string;
  readonly unit: string;
  readonly band: Band | null;
  readonly status: string;
  readonly points: readonly (readonly [eventTimeMs: number, value: number])[];
}

export interface IotModel {
  readonly view: "iot";
  /** Readings in the windows shown. */
  readonly readings: number;
  readonly starts: readonly number[];
  readonly types: readonly TypeWindows[];
  readonly heat: { readonly startMs: number | null; readonly cells: readonly HeatCell[] };
  readonly alerts: readonly AlertRow[];
  /** How many of the newest alerts were looked through, and how many of them match. */
  readonly alertsLooked: number;
  readonly alertsMatching: number;
  readonly choices: { readonly types: readonly string[]; readonly locations: readonly string[] };
  readonly sensors: readonly string[];
  readonly sensorCount: number;
  /** undefined when none is selected, null when the selected one is unknown. */
  readonly sensor?: SensorHistory | null;
}

export interface IotInput {
  readonly windows: readonly Fields[];
  readonly alerts: readonly Fields[];
  readonly latest: ReadonlyMap<string, Fields>;
  readonly history: readonly Reading[];
  readonly filters: IotFilters;
}

/** Types, locations and sensors come from records: a page shows so many of them. */
const TYPES_MAX = 12;
const LOCATIONS_MAX = 24;
const SENSORS_MAX = 200;
const ALERTS_MAX = 60;

export function iotModel({ windows, alerts, latest, history, filters }: IotInput): IotModel {
  const wanted = windows.filter((row) => isWanted(row, filters));
  const starts = [...new Set(wanted.map((row) => String(row.window_start)))].sort();
  const types = typesOf(windows);
  const locations = locationsOf(windows);
  const matching = alerts.filter((alert) => matchesAlert(alert, filters));
  const sensors = [...latest].filter(([, row]) => isWanted(row, filters)).map(([id]) => id);
  return {
    view: "iot",
    readings: wanted.reduce((sum, row) => sum + Number(row.count), 0),
    starts: starts.map(Date.parse),
    types: types
      .filter((type) => filters.type === undefined || type === filters.type)
      .map((type) => typeWindows(type, wanted, starts, locations)),
    heat: heatOf(wanted, starts),
    alerts: matching.slice(-ALERTS_MAX).reverse().map(alertRow),
    alertsLooked: alerts.length,
    alertsMatching: matching.length,
    choices: { types, locations },
    sensors: sensors.sort().slice(0, SENSORS_MAX),
    sensorCount: sensors.length,
    ...(filters.sensor === undefined ? {} : { sensor: sensorOf(filters.sensor, latest, history) }),
  };
}

function isWanted(row: Fields, { type, location }: IotFilters): boolean {
  if (type !== undefined && row.sensor_type !== type) return false;
  return location === undefined || row.location === location;
}

function matchesAlert(alert: Fields, filters: IotFilters): boolean {
  if (filters.alert !== undefined && alert.alert_type !== filters.alert) return false;
  return isWanted(alert, filters) && (filters.sensor === undefined || alert.sensor_id === filters.sensor);
}

/** The known types in their own order, then others that have come. */
function typesOf(windows: readonly Fields[]): readonly string[] {
  const seen = new Set(windows.map((row) => String(row.sensor_type)));
  return inOrder([...SENSOR_TYPES.keys()], seen).slice(0, TYPES_MAX);
}

function locationsOf(windows: readonly Fields[]): readonly string[] {
  const seen = new Set(windows.map((row) => String(row.location)));
  return inOrder(LOCATIONS, seen).slice(0, LOCATIONS_MAX);
}

function inOrder(known: readonly string[], seen: ReadonlySet<string>): readonly string[] {
  const others = [...seen].filter((name) => !known.includes(name)).sort();
  return [...known.filter((name) => seen.has(name)), ...others];
}

function typeWindows(
  type: string,
  windows: readonly Fields[],
  starts: readonly string[],
  locations: readonly string[],
): TypeWindows {
  const ofType = windows.filter((row) => row.sensor_type === type);
  const byPlace = new Map(ofType.map((row) => [`${String(row.window_start)} ${String(row.location)}`, row]));
  const series = locations
    .filter((location) => ofType.some((row) => row.location === location))
    .map((location) => {
      const averages = starts.map((start) => rounded(byPlace.get(`${start} ${location}`)?.avg));
      return { location, averages };
    });
  return { type, unit: unitOf(type) ?? "", band: normalBandOf(type) ?? null, series };
}

/** Of each type and location the newest window. */
function heatOf(windows: readonly Fields[], starts: readonly string[]): IotModel["heat"] {
  const newest = starts.at(-1);
  const cells = windows
    .filter((row) => row.window_start === newest)
    .map((row): HeatCell => {
      const type = String(row.sensor_type);
      const average = Number(row.avg);
      return {
        type,
        location: String(row.location),
        average: rounded(average) ?? 0,
        unit: unitOf(type) ?? "",
        readings: Number(row.count),
        position: positionIn(normalBandOf(type), average),
      };
    });
  return { startMs: newest === undefined ? null : Date.parse(newest), cells };
}

/** -1 and 1 are the edges of the band, 0 its middle. */
export function positionIn(band: Band | undefined, value: number): number | null {
  if (band === undefined) return null;
  const half = (band.max - band.min) / 2;
  return Number(((value - band.min - half) / half).toFixed(3));
}

function alertRow(alert: Fields): AlertRow {
  const { normal_min: min, normal_max: max } = alert;
  const type = String(alert.sensor_type);
  return {
    id: String(alert.alert_id),
    eventTimeMs: Date.parse(String(alert.timestamp)),
    sensor: String(alert.sensor_id),
    type,
    location: String(alert.location),
    alert: String(alert.alert_type),
    severity: String(alert.severity),
    value: Number(alert.value),
    unit: unitOf(type) ?? "",
    band: typeof min === "number" && typeof max === "number" ? { min, max } : null,
  };
}

function sensorOf(
  id: string,
  latest: ReadonlyMap<string, Fields>,
  history: readonly Reading[],
): SensorHistory | null {
  const row = latest.get(id);
  if (row === undefined) return null;
  const type = String(row.sensor_type);
  const last = [Date.parse(String(row.timestamp)), Number(row.value)] as const;
  const points = history.map(({ eventTimeMs, value }) => [eventTimeMs, value] as const);
  const isNew = (points.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) < last[0];
  return {
    id,
    type,
    location: String(row.location),
    unit: unitOf(type) ?? String(row.unit ?? ""),
    band: normalBandOf(type) ?? null,
    status: String(row.status),
    points: isNew ? [...points, last] : points,
  };
}

function rounded(value: unknown): number | null {
  return typeof value === "number" ? Number(value.toPrecision(6)) : null;
}
