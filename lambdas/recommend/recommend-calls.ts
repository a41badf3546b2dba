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
  async function respond(request: ReadRequest, pickedUpMs: number, id: string): Promise<Response> {
    metrics.add("RecommendRequests", 1);
    if (isFault(request)) {
      metrics.add("RecommendRefused", 1);
      return refusalOf(request);
    }
    const found: FoundAnswer = await recommender.answer(request);
    metrics.add(HITS[found.level], 1);
    metrics.add("RecommendLatency", performance.now() - pickedUpMs);
    if (found.answer.items.length > 0) outbox.tell(impressionOf(request, found.answer, id, Date.now()));
    return responseOf(found);
  }

  return async (event, { awsRequestId }) => {
    const pickedUpMs = performance.now();
    try {
      const call = readCall(event);
      if (call.kind === "one") return await respond(call.request, pickedUpMs, awsRequestId);
      const all = call.requests.map((request, i) => respond(request, pickedUpMs, `${awsRequestId}-${i}`));
      return { answers: await Promise.all(all) };
    } finally {
      metrics.publish();
      after.run(awsRequestId, () => outbox.flush());
    }
  };
}
