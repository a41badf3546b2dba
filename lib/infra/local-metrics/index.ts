export * from "./local-metrics.ts";
