/**
 * The facts of R4 about sensors: types with unit, range and normal band (inclusive at both ends), locations, and
 * how a sensor's number gives its id, type and location.
 */
export interface Band {
  readonly min: number;
  readonly max: number;
}

export interface SensorType {
  readonly name: string;
  readonly unit: string;
  readonly range: Band;
  readonly normal: Band;
}

export const SENSOR_TYPES: readonly SensorType[] = [
  { name: "temperature", unit: "°C", range: { min: -20, max: 50 }, normal: { min: 15, max: 25 } },
  { name: "humidity", unit: "%", range: { min: 0, max: 100 }, normal: { min: 40, max: 60 } },
  { name: "pressure", unit: "hPa", range: { min: 950, max: 1050 }, normal: { min: 1000, max: 1020 } },
  { name: "vibration", unit: "g", range: { min: 0, max: 10 }, normal: { min: 0.1, max: 1 } },
  { name: "voltage", unit: "V", range: { min: 200, max: 250 }, normal: { min: 220, max: 230 } },
  { name: "current", unit: "A", range: { min: 0, max: 20 }, normal: { min: 1, max: 5 } },
];

export const LOCATIONS: readonly string[] = [
  "factory-floor-a1",
  "factory-floor-a2",
  "factory-floor-b1",
  "warehouse-north",
  "warehouse-south",
  "warehouse-east",
  "office-main",
  "office-server-room",
  "office-lab",
  "outdoor-gate",
  "outdoor-roof",
  "outdoor-parking",
];

const BANDS: ReadonlyMap<string, Band> = new Map(SENSOR_TYPES.map(({ name, normal }) => [name, normal]));

/** The normal band of a known type; undefined for one that nobody has described. */
export function normalBandOf(type: string): Band | undefined {
  return BANDS.get(type);
}
