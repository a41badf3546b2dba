/**
 * A model that remembers its judgements by features and version, for records that come again: a batch that was given
 * back, a page that is folded anew, an encounter sent twice. Transparent: equal features have equal judgements, and
 * equality is checked number by number, so that neither a hit nor a colliding hash changes an answer. What throws
 * or scores no number is not remembered.
 *
 * The key is a hash of the numbers' bits: as a text it would cost twice what the whole judgement does.
 */
import { LRUCache } from "lru-cache";
import { FEATURE_COUNT } from "../features/feature-names.ts";
import type { Features } from "../features/extract-features.ts";
import type { Judgement, RiskModel } from "../model/risk-model.ts";
import type { FeatureModel } from "../model/trained-model.ts";
import type { CacheLife, Lookups } from "./lookups.ts";

/** A batch's records, of which one may be given back; more of them cost more to keep than to judge. */
const JUDGEMENTS_MAX = 1_024;

/** FNV-1a's, with the high bits brought down: doubles of small numbers differ in those only. */
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
const HASH_SHIFT = 15;

interface Remembered {
  readonly version: string;
  readonly values: readonly number[];
  readonly judgement: Judgement;
}

export function cachedModel(model: FeatureModel, { ttlMs, nowMs }: CacheLife, lookups: Lookups): RiskModel {
  // Resolution 0: the cache reads the clock itself and starts no timers.
  const remembered = new LRUCache<number, Remembered>({
    max: JUDGEMENTS_MAX,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: { now: nowMs },
  });

  function judgeFeatures(features: Features): Judgement {
    const { values, imputed } = features;
    const key = hashOf(values);
    const known = remembered.get(key);
    if (known !== undefined && known.version === model.version && areEqual(known.values, values)) {
      lookups.hits += 1;
      const { score, level, factors } = known.judgement;
      return { score, level, factors, imputed, features };
    }
    lookups.misses += 1;
    const judgement = model.judgeFeatures(features);
    if (Number.isFinite(judgement.score)) remembered.set(key, { version: model.version, values, judgement });
    return judgement;
  }

  return {
    version: model.version,
    judge: (record, history) => judgeFeatures(model.featuresOf(record, history)),
  };
}

const doubles = new Float64Array(FEATURE_COUNT);
const words = new Int32Array(doubles.buffer);

function hashOf(values: readonly number[]): number {
  for (let at = 0; at < FEATURE_COUNT; at++) doubles[at] = values[at] as number;
  let hash = HASH_START | 0;
  for (let at = 0; at < words.length; at++) {
    hash = Math.imul(hash ^ (words[at] as number), HASH_PRIME);
    hash ^= hash >>> HASH_SHIFT;
  }
  return hash;
}

/** NaN equals nothing, so that a model is always asked about it. */
function areEqual(one: readonly number[], other: readonly number[]): boolean {
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at]) return false;
  }
  return one.length === other.length;
}
