/**
 * The hospital's producer: encounters for the stream, disordered ones for a file, of a population like the model's
 * training data or of a drifted one. Everything follows from the seed.
 */
import {
  DEFAULT_NOTE_SHARE,
  DEFAULT_PATIENTS,
  disorderedEncounters,
  MedicalTraffic,
  type PopulationOptions,
} from "../../lib/pipelines/medical/generator/index.ts";
import { MEDICAL_STREAM } from "../../lib/pipelines/medical/medical-source.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { ProducerPipeline, SourceOptions } from "./producer-pipelines.ts";

export const medicalProducer: ProducerPipeline = {
  stream: MEDICAL_STREAM,
  usualRate: 75,
  takes: ["patients", "noteShare", "isDrifted"],
  sourcesText({ patients = DEFAULT_PATIENTS, isDrifted = false }) {
    return `${formatCount(patients)} patients${isDrifted ? ", drifted" : ""}`;
  },
  // Each record has an id of its own.
  rateRefusal: () => undefined,
  traffic: ({ chaos, ...options }) =>
    new MedicalTraffic({ ...populationOf(options), chaos, random: trafficRandom(options.seed) }),
  events: ({ events, startMs, eventsPerSecond, disorderMs, lateShare, ...options }) =>
    disorderedEncounters({
      ...populationOf(options),
      events,
      startMs,
      eventsPerSecond,
      disorderMs,
      lateShare,
      random: trafficRandom(options.seed),
    }),
};

function populationOf({
  patients = DEFAULT_PATIENTS,
  noteShare = DEFAULT_NOTE_SHARE,
  isDrifted = false,
  seed,
}: SourceOptions & { readonly seed: number }): PopulationOptions {
  return { patients, noteShare, isDrifted, seed };
}

/** Another sequence than the one that the patients' own properties are drawn from. */
function trafficRandom(seed: number) {
  return seededRandom(~seed);
}
