/** How often a cache was asked and knew; whoever reports them starts them anew. */
export interface Lookups {
  hits: number;
  misses: number;
}

/** How long what a cache knows is taken for good, and by which clock: any that only goes forward and is not at 0. */
export interface CacheLife {
  readonly ttlMs: number;
  readonly nowMs: () => number;
}
