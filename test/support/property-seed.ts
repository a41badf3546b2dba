/**
 * Property tests draw the same values in every run, so that a change is judged by what it changes. `PROPERTY_SEED` draws others,
 * which is how one looks for what no run has met yet; a failing run prints its seed.
 */
import fc from "fast-check";

const DEFAULT_SEED = 42;

const seed = Number(process.env["PROPERTY_SEED"] ?? DEFAULT_SEED);
if (!Number.isInteger(seed)) throw new RangeError("Cannot use PROPERTY_SEED: expected a whole number");
fc.configureGlobal({ seed });
