/** One answer for people: the products with their scores, and why each is there. */
import type { RecommendResponse } from "../../lib/pipelines/commerce/serving/index.ts";

export function answerText({ items, source, variant, as_of, found }: RecommendResponse): string {
  const width = Math.max(0, ...items.map(({ product_id }) => product_id.length));
  const lines = items.map(({ product_id, score, reasons }, i) => {
    const why = reasons.map((reason) => `${reason.source} ${Math.round(100 * reason.share)} %`).join(", ");
    return `${String(i + 1).padStart(4)}  ${product_id.padEnd(width)}  ${score.toPrecision(3).padStart(9)}  ${why}`;
  });
  const head = `${items.length} products from ${source}, by ${variant}, as of ${as_of} (${found})`;
  return [head, ...lines, ""].join("\n");
}
