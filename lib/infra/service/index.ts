export * from "./answer-table.ts";
export * from "./pipeline-service.ts";
