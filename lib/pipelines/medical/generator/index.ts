/** Generated encounters: one by one, as traffic with chaos, or as a file's worth of disorder. */
export * from "./disordered-encounters.ts";
export * from "./medical-records.ts";
export * from "./medical-traffic.ts";
export * from "./patients.ts";
