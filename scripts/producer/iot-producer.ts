/**
 * The sensors' producer: traffic for the stream, disordered readings for a file. Everything follows from the seed.
 */
import { disorderedReadings, SensorTraffic, sensorFleet } from "../../lib/pipelines/iot/generator/index.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { ProducerPipeline } from "./producer-pipelines.ts";

export const DEFAULT_SENSORS = 1000;

/** Each reading of a sensor has an even millisecond of its own; more could not be told apart. */
const READINGS_PER_SENSOR_SECOND_MAX = 500;

export const iotProducer: ProducerPipeline = {
  stream: "sensor-data",
  usualRate: 1000,
  takes: ["sensors"],
  sourcesText: ({ sensors = DEFAULT_SENSORS }) => `${formatCount(sensors)} sensors`,
  rateRefusal(rate, { sensors = DEFAULT_SENSORS }) {
    const rateMax = READINGS_PER_SENSOR_SECOND_MAX * sensors;
    return rate > rateMax
      ? `${sensors} sensors make ${rateMax} a second at most; raise --sensors`
      : undefined;
  },
  traffic: ({ sensors = DEFAULT_SENSORS, chaos, seed }) =>
    new SensorTraffic({ fleet: sensorFleet({ sensors, seed }), chaos, random: trafficRandom(seed) }),
  events: ({ sensors = DEFAULT_SENSORS, seed, ...rest }) =>
    disorderedReadings({ fleet: sensorFleet({ sensors, seed }), random: trafficRandom(seed), ...rest }),
};

/** Another sequence than the one that the fleet's own properties are drawn from. */
function trafficRandom(seed: number) {
  return seededRandom(~seed);
}
