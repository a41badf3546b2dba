/** The simulated world, and the test kit for topologies on top of it. */
export * from "./event-source-mapping.ts";
export * from "./faults.ts";
export * from "./in-process-ports.ts";
export * from "./memory-late-store.ts";
export * from "./memory-state-store.ts";
export * from "./memory-view-store.ts";
export * from "./random.ts";
export * from "./simulated-stream.ts";
export * from "./test-pipeline.ts";
export * from "./virtual-time.ts";
export * from "./world.ts";
