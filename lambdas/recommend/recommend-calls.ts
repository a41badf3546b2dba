/**
 * A call of `recommend`: one request or several, answered in their order. What is no request gets a sentence that says why,
 * and costs the others of its call nothing. Each answer is an impression, told when the answers have gone out.
 */
import type { Context } from "aws-lambda";
import {
  type FoundAnswer,
  impressionOf,
  isFault,
  type ReadRequest,
  readCall,
  type Recommender,
  type RecommendRefusal,
  type RecommendResponse,
  refusalOf,
  responseOf,
} from "../../lib/pipelines/commerce/serving/index.ts";
import type { Impression } from "../../lib/pipelines/commerce/commerce-event.ts";
import type { PipelineMetrics } from "../aws/pipeline-metrics.ts";
import type { AfterAnswer } from "./after-answer.ts";
import type { Outbox } from "./outbox.ts";

export interface RecommendCallsOptions {
  readonly recommender: Pick<Recommender, "answer">;
  readonly outbox: Pick<Outbox, "flush" | "tell">;
  readonly after: AfterAnswer;
  readonly metrics: PipelineMetrics;
}

type Response = RecommendResponse | RecommendRefusal;
interface Told {
  readonly response: Response;
  /** undefined where nothing was recommended. */
  readonly impression?: Impression;
}
export type CallResponse = Response | { readonly answers: readonly Response[] };
export type RecommendCalls = (
  event: unknown,
  context: Pick<Context, "awsRequestId">,
) => Promise<CallResponse>;

const HITS = {
  process: "RecommendProcessHits",
  table: "RecommendTableHits",
  computed: "RecommendComputed",
} as const;

export function recommendCalls({
  recommender,
  outbox,
  after,
  metrics,
}: RecommendCallsOptions): RecommendCalls {
  async function respond(request: ReadRequest, pickedUpMs: number, id: string): Promise<Told> {
    metrics.add("RecommendRequests", 1);
    if (isFault(request)) {
      metrics.add("RecommendRefused", 1);
      return { response: refusalOf(request) };
    }
    const found: FoundAnswer = await recommender.answer(request);
    metrics.add(HITS[found.level], 1);
    metrics.add("RecommendLatency", performance.now() - pickedUpMs);
    const response = responseOf(found);
    if (found.answer.items.length === 0) return { response };
    return { response, impression: impressionOf(request, found.answer, id, Date.now()) };
  }

  /** Only a call of which nothing fails is answered: of the answers of another nobody has an impression. */
  async function respondToAll(
    requests: readonly (readonly [request: ReadRequest, id: string])[],
    pickedUpMs: number,
  ): Promise<readonly Response[]> {
    const all = await Promise.all(requests.map(([request, id]) => respond(request, pickedUpMs, id)));
    for (const { impression } of all) if (impression !== undefined) outbox.tell(impression);
    return all.map(({ response }) => response);
  }

  return async (event, { awsRequestId }) => {
    const pickedUpMs = performance.now();
    try {
      const call = readCall(event);
      if (call.kind === "one") {
        const [response] = await respondToAll([[call.request, awsRequestId]], pickedUpMs);
        return response as Response;
      }
      const all = call.requests.map((request, i) => [request, `${awsRequestId}-${i}`] as const);
      return { answers: await respondToAll(all, pickedUpMs) };
    } finally {
      metrics.publish();
      after.run(awsRequestId, () => outbox.flush());
    }
  };
}
