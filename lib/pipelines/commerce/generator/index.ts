/** A generated clickstream: visit by visit, as traffic with chaos, or as a file's worth of disorder. */
export * from "./catalogue.ts";
export * from "./clickstream.ts";
export * from "./commerce-traffic.ts";
export * from "./disordered-clicks.ts";
export * from "./fraud-episode.ts";
export * from "./fraud-visits.ts";
export * from "./shoppers.ts";
