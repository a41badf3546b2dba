export * from "./fraud-alert.ts";
export * from "./fraud-detector.ts";
export * from "./fraud-event.ts";
export * from "./fraud-state.ts";
export * from "./fraud-thresholds.ts";
export * from "./price-book.ts";
export * from "./price-history.ts";
export { type PriceLevels, readsPrices } from "./price-rules.ts";
export * from "./user-book.ts";
