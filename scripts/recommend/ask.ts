/** Asks a deployed `recommend` by Lambda's own interface, as any caller with the role would. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import DataLoader from "dataloader";
import {
  type RecommendRefusal,
  type RecommendResponse,
  REQUESTS_MAX,
} from "../../lib/pipelines/commerce/serving/index.ts";

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

/** Each request is a call. */
export function askAlone(client: LambdaClient, functionName: string): Ask {
  return async (request) => answered((await call(client, functionName, request)) as Response);
}

/**
 * The requests of some milliseconds go out in one call, as a shop's own server would send those of its visitors. While as many
 * calls are on their way as may be, requests gather on.
 *
 * @param gatherMs how long the first of them waits for others.
 */
export function askTogether(
  client: LambdaClient,
  functionName: string,
  { gatherMs, callsMax }: { readonly gatherMs: number; readonly callsMax: number },
): Ask {
  let flying = 0;
  const waiting: (() => void)[] = [];
  const begin = (send: () => void) => {
    flying += 1;
    send();
  };
  const end = () => {
    flying -= 1;
    const next = waiting.shift();
    if (next !== undefined) begin(next);
  };
  const loader = new DataLoader<AskedRequest, RecommendResponse>(
    async (requests) => {
      const all = (await call(client, functionName, { requests }).finally(end)) as RecommendRefusal | Answers;
      if ("error" in all) throw noAnswer(all);
      return all.answers.map((response) => ("error" in response ? noAnswer(response) : response));
    },
    {
      cache: false,
      maxBatchSize: REQUESTS_MAX,
      batchScheduleFn(send) {
        setTimeout(() => {
          if (flying < callsMax) begin(send);
          else waiting.push(send);
        }, gatherMs);
      },
    },
  );
  return (request) => loader.load(request);
}

type Response = RecommendResponse | RecommendRefusal;
type Answers = { readonly answers: readonly Response[] };

async function call(client: LambdaClient, FunctionName: string, payload: object): Promise<unknown> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
  );
  if (FunctionError !== undefined) {
    throw new NoAnswer(FunctionError, `Cannot recommend: the function failed; look into its log group`);
  }
  return JSON.parse(Payload?.transformToString() ?? "null");
}

function answered(response: Response): RecommendResponse {
  if ("error" in response) throw noAnswer(response);
  return response;
}

function noAnswer({ error }: RecommendRefusal): NoAnswer {
  return new NoAnswer(error.type, `Cannot recommend: ${error.message}`);
}
