/**
 * The sensors' producer: traffic for the stream, disordered readings for a file. Everything follows from the seed.
 */
import { disorderedReadings, SensorTraffic, sensorFleet } from "../../lib/pipelines/iot/generator/index.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import type { ProducerPipeline } from "./producer-pipelines.ts";

/** Each reading of a sensor has an even millisecond of its own. */
const READINGS_PER_SENSOR_SECOND_MAX = 500;

export const iotProducer: ProducerPipeline = {
  stream: "sensor-data",
  ratePerSensorMax: READINGS_PER_SENSOR_SECOND_MAX,
  traffic: ({ sensors, chaos, seed }) =>
    new SensorTraffic({ fleet: sensorFleet({ sensors, seed }), chaos, random: trafficRandom(seed) }),
  events: ({ sensors, seed, ...rest }) =>
    disorderedReadings({ fleet: sensorFleet({ sensors, seed }), random: trafficRandom(seed), ...rest }),
};

/** Another sequence than the one that the fleet's own properties are drawn from. */
function trafficRandom(seed: number) {
  return seededRandom(~seed);
}
