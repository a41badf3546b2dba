export type { BatchReport } from "./batch-report.ts";
export { decode } from "./decode.ts";
export { foldPage, type PageWork } from "./fold-page.ts";
export type { DeadLetter, ExpiredEvent, Judgement } from "./judgement.ts";
export { errorText } from "./error-text.ts";
export { judge } from "./judge.ts";
export * from "./ports.ts";
export * from "./process-batch.ts";
export * from "./record.ts";
