/** Asks a deployed `recommend` by Lambda's own interface, as any caller with the role would. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { RecommendRefusal, RecommendResponse } from "../../lib/pipelines/commerce/serving/index.ts";

/** A request as it is sent. */
export interface AskedRequest {
  readonly user_id?: string;
  readonly session?: string;
  readonly n?: number;
  readonly landing_category?: string;
  readonly max_age_s?: number;
}

export type Ask = (request: AskedRequest) => Promise<RecommendResponse>;

/** Why there is no answer: a class of errors. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function askOf(client: LambdaClient, functionName: string): Ask {
  return async (request) => {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
    );
    const answer = JSON.parse(Payload?.transformToString() ?? "null") as RecommendResponse | RecommendRefusal;
    if (FunctionError !== undefined) {
      throw new NoAnswer(FunctionError, `Cannot recommend: the function failed; look into its log group`);
    }
    if ("error" in answer) throw new NoAnswer(answer.error.type, `Cannot recommend: ${answer.error.message}`);
    return answer;
  };
}
