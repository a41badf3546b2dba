/** What the shop's view shows, as tables. */
import type { CommerceModel } from "../../models/commerce.ts";
import type { Table } from "../table-text.ts";

/** Sessions by how many events they have. */
const LENGTHS = ["1", "2", "3–5", "6–10", "11+"];

export function commerceTables({
  items,
  categories,
  funnel,
  sessions,
  fraud,
  recommended,
  clickThrough,
}: CommerceModel): Table[] {
  return [
    {
      name: "items",
      columns: ["product_id", "events", "views", "carts", "purchases"],
      rows: items.map(({ product, events, views, carts, purchases }) => [
        product,
        events,
        views,
        carts,
        purchases,
      ]),
    },
    {
      name: "categories",
      columns: ["category_code", "events", "purchases", "revenue"],
      rows: categories.map(({ category, events, purchases, revenue }) => [
        category,
        events,
        purchases,
        revenue,
      ]),
    },
    {
      name: "funnel",
      columns: ["step", "events"],
      rows: [
        ["views", funnel.views],
        ["carts", funnel.carts],
        ["purchases", funnel.purchases],
      ],
    },
    {
      name: "fraud",
      columns: ["event_time", "severity", "rule", "subject", "reason", "score"],
      rows: (fraud ?? []).map((alert) => [
        new Date(alert.eventTimeMs).toISOString(),
        alert.severity,
        alert.rule,
        alert.subject,
        alert.reason,
        alert.score,
      ]),
    },
    {
      name: "recommended",
      columns: ["user_id", "product_id", "score"],
      rows: (recommended?.items ?? []).map(({ productId, score }) => [
        recommended?.user ?? "",
        productId,
        score,
      ]),
    },
    {
      name: "click-through",
      columns: ["variant", "impressions", "clicks"],
      rows: (clickThrough ?? []).map(({ variant, impressions, clicks }) => [variant, impressions, clicks]),
    },
    {
      name: "sessions",
      columns: ["events_in_session", "sessions"],
      rows: (sessions?.lengths ?? []).map((value, i) => [LENGTHS[i] ?? "", value]),
    },
  ];
}
