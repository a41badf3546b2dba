/**
 * The recommender as the pipeline runs it: its operators in a topology, fed by a shop's steps in the order of event time, one batch
 * each, and asked by the pipeline's own queries. The source is the file's: an invoice has no category, which a record of
 * the clickstream must have.
 */
import {
  boundedOutOfOrderness,
  kinesis,
  millis,
  processBatch,
  seconds,
  sequenceNumber,
  type SourceRecord,
  type StandardSchema,
  type Topology,
  topology,
  workerMemory,
} from "../../lib/engine/index.ts";
import { shopperContextOf } from "../../lib/pipelines/commerce/queries.ts";
import type { Interaction } from "../../lib/pipelines/commerce/recommend/interaction.ts";
import {
  learningOperators,
  userProfiles,
} from "../../lib/pipelines/commerce/recommend/recommender-operators.ts";
import type { ShopperContext } from "../../lib/pipelines/commerce/recommend/shopper-context.ts";
import { shopperPage } from "../../lib/pipelines/commerce/shopper-page.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { MemoryStateStore } from "../../lib/testing/memory-state-store.ts";
import { MemoryViewStore } from "../../lib/testing/memory-view-store.ts";
import type { ShopStep } from "./shop-file.ts";

const SHARD = "shardId-000000000000";

interface ToldInteraction {
  readonly userId: string;
  readonly interaction: Interaction;
}

export class RecommenderStream {
  readonly #topology = interactionsTopology();
  readonly #state = new MemoryStateStore();
  readonly #ports = inProcessPorts({
    state: this.#state,
    views: new MemoryViewStore(),
    sideOutputs: { sendDeadLetters: refuse, sendExpired: refuse },
  });
  readonly #memory = workerMemory(new Map());
  #told = 0;

  /** What the stream knows for a recommendation to a user, as of what it was told. */
  async contextOf(userId: string, nowMs: number): Promise<ShopperContext> {
    const request = { userId, nowMs, landingCategoryId: null };
    return shopperContextOf(this.#topology, { state: this.#state }, request);
  }

  async tell({ userId, interactions }: ShopStep): Promise<void> {
    const records = interactions.map((interaction) => this.#record({ userId, interaction }));
    await processBatch(this.#topology, this.#ports, this.#memory, SHARD, records);
  }

  #record(told: ToldInteraction): SourceRecord {
    this.#told += 1;
    return {
      sequenceNumber: sequenceNumber(String(this.#told)),
      arrivalMs: null,
      content: { kind: "event", text: JSON.stringify(told), replay: null },
    };
  }
}

/** Made by this program a moment ago. */
const asTold: StandardSchema<ToldInteraction> = {
  "~standard": {
    version: 1,
    vendor: "tidewater",
    validate: (value) => ({ value: value as ToldInteraction }),
  },
};

function interactionsTopology(): Topology<ToldInteraction> {
  return topology<ToldInteraction>({
    name: "interactions",
    source: kinesis("interactions", {
      schema: asTold,
      key: ({ userId }) => userId,
      eventTime: ({ interaction }) => interaction.atMs,
      watermark: boundedOutOfOrderness(millis(0), { idleAfter: seconds(1), maxAhead: millis(0) }),
    }),
    guarantee: "exactly-once",
    slo: { processingLatency: {} },
    operators: {
      userProfiles: userProfiles({
        userOf: ({ userId }) => userId,
        interactionIn: ({ interaction }) => interaction,
        profilePage: shopperPage,
      }),
      ...learningOperators,
    },
  });
}

async function refuse(events: readonly unknown[]): Promise<void> {
  throw new Error(`Cannot evaluate: ${events.length} events were not applied`);
}
