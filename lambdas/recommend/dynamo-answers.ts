/**
 * The table of answers. It is a cache: what DynamoDB leaves unprocessed on reading is taken for missing, and reads are the
 * cheap, eventually consistent ones, since every answer says itself how old it is.
 */
import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { ANSWERS } from "../../lib/contract/index.ts";
import type {
  Answer,
  AnswerKey,
  AnswerStore,
  KeptAnswer,
} from "../../lib/pipelines/commerce/serving/index.ts";
import { putItems, type Table } from "../aws/dynamo-calls.ts";
import { bodyAttributes, contentOf } from "../aws/items/body.ts";
import { type Item, textOf } from "../aws/items/item.ts";

const MS_PER_S = 1000;

export class DynamoAnswers implements AnswerStore {
  readonly #table: Table;
  readonly #answerAgeMaxMs: number;

  /** @param answerAgeMaxMs after which an answer may go. */
  constructor(table: Table, answerAgeMaxMs: number) {
    this.#table = table;
    this.#answerAgeMaxMs = answerAgeMaxMs;
  }

  async read(keys: readonly AnswerKey[]): Promise<readonly (Answer | undefined)[]> {
    const { client, name } = this.#table;
    const wanted = new Map(keys.map((key) => [idOf(key), keyAttributes(key)]));
    const { Responses } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: [...wanted.values()] } } }),
    );
    const found = new Map((Responses?.[name] ?? []).map((item) => [idOf(keyOf(item)), item]));
    return keys.map((key) => {
      const item = found.get(idOf(key));
      return item === undefined ? undefined : (contentOf(item) as unknown as Answer);
    });
  }

  async put(answers: readonly KeptAnswer[]): Promise<void> {
    const lastOfEach = new Map(answers.map((kept) => [idOf(kept.key), kept]));
    await putItems(
      this.#table,
      [...lastOfEach.values()].map((kept) => this.#itemOf(kept)),
    );
  }

  #itemOf({ key, answer }: KeptAnswer): Item {
    const expiresAtS = Math.ceil((answer.asOfMs + this.#answerAgeMaxMs) / MS_PER_S);
    return {
      ...keyAttributes(key),
      [ANSWERS.expiresAt]: { N: String(expiresAtS) },
      ...bodyAttributes(JSON.stringify(answer)),
    };
  }
}

function keyAttributes({ userId, question }: AnswerKey): Item {
  return { [ANSWERS.partitionKey]: { S: userId }, [ANSWERS.sortKey]: { S: question } };
}

function keyOf(item: Item): AnswerKey {
  return { userId: textOf(item, ANSWERS.partitionKey), question: textOf(item, ANSWERS.sortKey) };
}

function idOf({ userId, question }: AnswerKey): string {
  return JSON.stringify([userId, question]);
}
