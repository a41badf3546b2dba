/**
 * A note reader that remembers what it has read: reading takes a hundred times as long as all the rest of a record.
 * The key is the fingerprint of the text, so that no patient's note stays in memory; what was read of it does, until
 * it is too old. A reading depends on the text alone, so that remembering changes no answer.
 */
import { LRUCache } from "lru-cache";
import { fingerprint } from "../../../engine/index.ts";
import type { NoteReader } from "./encounter.ts";
import type { CacheLife, Lookups } from "./lookups.ts";

/** At about 2 kB a reading, some megabytes. */
const READINGS_MAX = 2_048;

export function cachedReader(read: NoteReader, { ttlMs, nowMs }: CacheLife, lookups: Lookups): NoteReader {
  const remembered = new LRUCache<string, ReturnType<NoteReader>>({
    max: READINGS_MAX,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: { now: nowMs },
  });
  return (note) => {
    const key = fingerprint(note);
    const known = remembered.get(key);
    if (known !== undefined) {
      lookups.hits += 1;
      return known;
    }
    lookups.misses += 1;
    const reading = read(note);
    remembered.set(key, reading);
    return reading;
  };
}
