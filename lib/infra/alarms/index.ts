export * from "./alarms.ts";
export * from "./alarm-spec.ts";
export * from "./telemetry-alarms.ts";
