export * from "./aggregate.ts";
export * from "./count.ts";
export * from "./distinct.ts";
export * from "./extremes.ts";
export * from "./quantiles.ts";
export * from "./sliding.ts";
export * from "./stats.ts";
export * from "./sum.ts";
