/**
 * The engine: pure stream processing in event time. No AWS, no clock, no randomness; the world is behind ports.
 */
export * from "./aggregate/index.ts";
export * from "./batch/index.ts";
export * from "./close/index.ts";
export * from "./errors.ts";
export * from "./late/index.ts";
export * from "./operator/index.ts";
export * from "./service.ts";
export * from "./standard-schema.ts";
export * from "./state/index.ts";
export * from "./telemetry.ts";
export * from "./time/index.ts";
export * from "./topology.ts";
export * from "./view/index.ts";
export * from "./window/index.ts";
