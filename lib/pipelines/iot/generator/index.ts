/** Readings as a fleet of sensors makes them: one by one, as traffic with chaos, or as a file's worth of disorder. */
export * from "./disordered-readings.ts";
export * from "./reading.ts";
export * from "./sensor-fleet.ts";
export * from "./sensor-traffic.ts";
