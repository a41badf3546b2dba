/** Each view and how it is read. */
import type { ViewId } from "../server/interest.ts";
import type { ReadView } from "./look.ts";
import { readCommerce } from "./read-commerce.ts";
import { readDeadLetters } from "./read-dead-letters.ts";
import { readIot } from "./read-iot.ts";
import { readMedical } from "./read-medical.ts";
import { readOverview } from "./read-overview.ts";
import { readStreams } from "./read-streams.ts";
import { readTopology } from "./read-topology.ts";

export const views: Readonly<Record<ViewId, ReadView>> = {
  overview: readOverview,
  iot: readIot,
  medical: readMedical,
  commerce: readCommerce,
  streams: readStreams,
  "dead-letters": readDeadLetters,
  topology: readTopology,
};
