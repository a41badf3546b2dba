/** That the shop's pipeline answers `recommend`, and what is promised of it. */
import { millis, type Service, seconds } from "../../../engine/index.ts";

export const RECOMMEND: Service = {
  name: "recommend",
  description: "Recommends products to a user or a session",
  answerAgeMaxMs: seconds(30),
  slo: { answerLatency: { p95: millis(75) } },
};
