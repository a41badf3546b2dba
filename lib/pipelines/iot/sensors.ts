/**
 * The facts about sensors: types with unit, range and normal band (inclusive at both ends), locations, and how a
 * sensor's number n = 1, 2, … gives its id, type (n mod 6) and location (n mod 12).
 * Types are looked up in maps, so that a type named `__proto__` is as unknown as any other.
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

/** In the order of their numbers: a sensor's type is the one at its number modulo 6. */
const TYPES = [
  { name: "temperature", unit: "°C", range: { min: -20, max: 50 }, normal: { min: 15, max: 25 } },
  { name: "humidity", unit: "%", range: { min: 0, max: 100 }, normal: { min: 40, max: 60 } },
  { name: "pressure", unit: "hPa", range: { min: 950, max: 1050 }, normal: { min: 1000, max: 1020 } },
  { name: "vibration", unit: "g", range: { min: 0, max: 10 }, normal: { min: 0.1, max: 1 } },
  { name: "voltage", unit: "V", range: { min: 200, max: 250 }, normal: { min: 220, max: 230 } },
  { name: "current", unit: "A", range: { min: 0, max: 20 }, normal: { min: 1, max: 5 } },
] as const satisfies readonly SensorType[];

export const SENSOR_TYPES: ReadonlyMap<string, SensorType> = new Map(TYPES.map((type) => [type.name, type]));

/** In the order of their numbers: a sensor's location is the one at its number modulo 12. */
export const LOCATIONS = [
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
] as const;

const ID_DIGITS = 4;

/** The normal band of a known type; undefined for one that nobody has described. */
export function normalBandOf(type: string): Band | undefined {
  return SENSOR_TYPES.get(type)?.normal;
}

/** The unit of a known type; undefined for one that nobody has described. */
export function unitOf(type: string): string | undefined {
  return SENSOR_TYPES.get(type)?.unit;
}

/** `sensor_0001` for 1; numbers of more than four digits keep all of them. */
export function sensorId(sensorNumber: number): string {
  return `sensor_${String(sensorNumber).padStart(ID_DIGITS, "0")}`;
}

export function sensorType(sensorNumber: number): SensorType {
  return TYPES[sensorNumber % TYPES.length] as SensorType;
}

export function sensorLocation(sensorNumber: number): string {
  return LOCATIONS[sensorNumber % LOCATIONS.length] as string;
}
