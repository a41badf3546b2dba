export * from "./journal-view.ts";
export * from "./latest-view.ts";
export * from "./windowed-view.ts";
