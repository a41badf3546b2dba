/** The publisher as Lambda runs it: the pipeline, the output stream and the stage that the environment names. */
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { kinesisClient } from "../aws/clients.ts";
import { requireEnv } from "../aws/environment.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { topologyFromEnvironment } from "../process/worker.ts";
import { publisher } from "./publisher.ts";

const stage = requireEnv(ENVIRONMENT.stage);

export const handler = withoutContent(
  publisher({
    topology: topologyFromEnvironment(),
    target: { client: kinesisClient(), streamName: requireEnv(ENVIRONMENT.outputStreamName), retries },
    stage,
    isLocal: stage === "local",
  }),
);
