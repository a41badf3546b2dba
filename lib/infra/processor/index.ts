export * from "./delivery.ts";
export * from "./processor.ts";
