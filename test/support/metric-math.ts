/**
 * Metric math as CloudWatch documents it, for the part that our alarms use: numbers, time series by id, `+ - * /`,
 * comparisons (1 or 0), AND, OR, FILL(series, number) and IF(condition, then, else).
 * An operation on a point that some operand does not have makes no point; FILL gives it one, unless the series has no
 * point at all.
 */
export type Series = readonly (number | undefined)[];

type Value = number | Series;

const TOKEN = /\s*(<=|>=|==|!=|[-+*/(),<>]|\d+(?:\.\d+)?|[A-Za-z_]\w*)/y;

/** @param series by id; all of one length. */
export function evaluateMath(expression: string, series: ReadonlyMap<string, Series>): Series {
  const parser = new Parser(tokensOf(expression), series);
  const value = parser.whole();
  if (typeof value === "number")
    throw new Error(`Cannot alarm on '${expression}': it is a number, no time series`);
  return value;
}

function tokensOf(expression: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined)
      throw new Error(
        `Cannot read '${expression}' from '${expression.slice(at)}' on: not of the part known here`,
      );
    tokens.push(token);
  }
  return tokens;
}

const LEVELS: readonly (readonly string[])[] = [
  ["OR"],
  ["AND"],
  ["<", ">", "<=", ">=", "==", "!="],
  ["+", "-"],
  ["*", "/"],
];

const OPERATIONS: Readonly<Record<string, (one: number, other: number) => number>> = {
  OR: (one, other) => Number(one !== 0 || other !== 0),
  AND: (one, other) => Number(one !== 0 && other !== 0),
  "<": (one, other) => Number(one < other),
  ">": (one, other) => Number(one > other),
  "<=": (one, other) => Number(one <= other),
  ">=": (one, other) => Number(one >= other),
  "==": (one, other) => Number(one === other),
  "!=": (one, other) => Number(one !== other),
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
};

class Parser {
  readonly #tokens: readonly string[];
  readonly #series: ReadonlyMap<string, Series>;
  #at = 0;

  constructor(tokens: readonly string[], series: ReadonlyMap<string, Series>) {
    this.#tokens = tokens;
    this.#series = series;
  }

  whole(): Value {
    const value = this.#level(0);
    if (this.#at < this.#tokens.length) throw new Error(`Cannot read on at '${this.#tokens[this.#at]}'`);
    return value;
  }

  #level(level: number): Value {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#operand();
    let value = this.#level(level + 1);
    for (let token = this.#tokens[this.#at]; token !== undefined && operators.includes(token);) {
      this.#at += 1;
      value = pointwise([value, this.#level(level + 1)], OPERATIONS[token] as (...of: number[]) => number);
      token = this.#tokens[this.#at];
    }
    return value;
  }

  #operand(): Value {
    const token = this.#take();
    if (token === "(") {
      const value = this.#level(0);
      this.#expect(")");
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (token === "FILL" || token === "IF") return this.#call(token);
    const series = this.#series.get(token);
    if (series === undefined) throw new Error(`Cannot evaluate '${token}': there is no such series`);
    return series;
  }

  #call(name: "FILL" | "IF"): Value {
    this.#expect("(");
    const given = [this.#level(0)];
    while (this.#tokens[this.#at] === ",") {
      this.#at += 1;
      given.push(this.#level(0));
    }
    this.#expect(")");
    if (name === "IF" && given.length === 3) {
      return pointwise(given, (condition, then, otherwise) => (condition === 0 ? otherwise : then) as number);
    }
    const [series, fill] = given;
    if (name !== "FILL" || typeof series !== "object" || typeof fill !== "number" || given.length !== 2)
      throw new Error(`Cannot call ${name}: not as it is known here`);
    return series.every((point) => point === undefined)
      ? series.map(() => fill)
      : series.map((point) => point ?? fill);
  }

  #take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error("Cannot read on: the expression has ended");
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    const found = this.#take();
    if (found !== token) throw new Error(`Cannot read on: expected '${token}', got '${found}'`);
  }
}

function pointwise(values: readonly Value[], operation: (...of: number[]) => number): Value {
  const series = values.find((value) => typeof value !== "number");
  if (series === undefined) return operation(...(values as readonly number[]));
  return series.map((_, i) => {
    const points = values.map((value) => (typeof value === "number" ? value : value[i]));
    return points.some((point) => point === undefined) ? undefined : operation(...(points as number[]));
  });
}
