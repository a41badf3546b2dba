export * from "./answer.ts";
export * from "./answer-store.ts";
export * from "./impression-of.ts";
export * from "./page-reads.ts";
export * from "./recommend-request.ts";
export * from "./recommend-service.ts";
export * from "./recommender.ts";
export * from "./shop-reading.ts";
