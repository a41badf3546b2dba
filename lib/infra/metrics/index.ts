export * from "./flow-metrics.ts";
export * from "./own-metric.ts";
