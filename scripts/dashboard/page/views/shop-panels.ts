/** Panels of the shop that stand only where the pipeline has their operators: fraud, and what a user is recommended. */
import { h, keepInStep, setText } from "../dom.ts";
import { clock, count, figure, percent, words } from "../format.ts";
import { feedTable } from "../feed-table.ts";
import { card, emptyNote, figureTile, type Filters, type SetFilters } from "../parts.ts";
import type {
  AnswerCache,
  CommerceModel,
  FraudRow,
  Recommended,
  VariantClicks,
} from "../../models/commerce.ts";

const FRAUD_COLUMNS = ["Event time", "Severity", "Rule", "Whose", "Why", "Score"];
const VARIANT_COLUMNS = ["Variant", "Impressions", "Clicked on", "Click-through"];
const PRODUCT_COLUMNS = ["Product", "Score", "Because"];
const USERS = "shop-users";
const SOURCES: Readonly<Record<Recommended["source"], string>> = {
  history: "the user's own history",
  landing_category: "the category a stranger came in by",
  global_trend: "the trend alone",
};

export function fraudPanel() {
  const { element: table, body } = feedTable("Fraud alerts", FRAUD_COLUMNS);
  const empty = emptyNote("Nothing suspicious in this range.");
  const scroll = h("div", { class: "scroll tall" }, table);
  const element = card({ title: "Fraud alerts", clock: "event time" }, empty.element, scroll);
  return {
    element,
    update(fraud: readonly FraudRow[] | null): void {
      element.hidden = fraud === null;
      empty.show(fraud?.length === 0);
      scroll.hidden = fraud?.length === 0;
      keepInStep(
        body,
        fraud ?? [],
        ({ id }) => id,
        fraudElement,
        () => {},
      );
    },
  };
}

/** An alert never changes. */
function fraudElement({ eventTimeMs, severity, rule, subject, reason, score }: FraudRow): HTMLElement {
  const mark = h("span", { class: "severity" });
  mark.dataset.level = severity;
  setText(mark, severity);
  return h(
    "tr",
    {},
    h("td", { class: "number" }, clock(eventTimeMs)),
    h("td", {}, mark),
    h("td", {}, words(rule)),
    h("td", {}, subject),
    h("td", { class: "wrap" }, reason),
    h("td", { class: "number" }, figure(score)),
  );
}

export function recommendPanel(setFilters: SetFilters) {
  const choose = { type: "search", list: USERS, placeholder: "a user's id", autocomplete: "off" };
  const input = h("input", { ...choose, change: () => setFilters({ user: input.value.trim() }) });
  const users = h("datalist", { id: USERS });
  const basis = h("p", { class: "note" });
  const { element: table, body } = feedTable("Recommendations", PRODUCT_COLUMNS);
  const search = h("label", { class: "choice" }, h("span", {}, "User"), input, users);
  const element = card(
    { title: "Recommended to a user" },
    search,
    basis,
    h("div", { class: "scroll" }, table),
  );
  return {
    element,
    update({ users: known, recommended, cache }: CommerceModel, { user = "" }: Filters): void {
      element.hidden = cache === null;
      keepInStep(
        users,
        known,
        (id) => id,
        (id) => h("option", { value: id }),
        () => {},
      );
      if (document.activeElement !== input && input.value !== user) input.value = user;
      table.hidden = recommended === null;
      setText(basis, basisText(recommended, user));
      keepInStep(body, recommended?.items ?? [], ({ productId }) => productId, productElement, updateProduct);
    },
  };
}

function basisText(recommended: Recommended | null, user: string): string {
  if (recommended === null)
    return user === "" ? "Choose a user: those with a live session are suggested." : "Reading …";
  return `For ${recommended.user}, from ${SOURCES[recommended.source]}; made just now.`;
}

function productElement(): HTMLElement {
  return h("tr", {}, h("td", {}), h("td", { class: "number" }), h("td", { class: "wrap" }));
}

function updateProduct(row: Element, { productId, score, reasons }: Recommended["items"][number]): void {
  const because = reasons.map(({ source, share }) => `${words(source)} ${percent(share)}`).join(", ");
  [productId, figure(score), because].forEach((text, i) => setText(row.children[i] as Element, text));
}

/** An impression is counted when its half hour is over: the newest are not there yet. */
export function clickThroughPanel() {
  const { element: table, body } = feedTable("Click-through by variant", VARIANT_COLUMNS);
  const empty = emptyNote("No impression of this range has had its half hour yet.");
  const note = "Impressions that were clicked on within half an hour; counted when it is over.";
  const scroll = h("div", { class: "scroll" }, table);
  const element = card(
    { title: "Click-through by variant", clock: "event time", note },
    empty.element,
    scroll,
  );
  return {
    element,
    update(variants: readonly VariantClicks[] | null): void {
      element.hidden = variants === null;
      empty.show(variants?.length === 0);
      scroll.hidden = variants?.length === 0;
      keepInStep(body, variants ?? [], ({ variant }) => variant, variantElement, updateVariant);
    },
  };
}

function variantElement({ variant }: VariantClicks): HTMLElement {
  const figures = VARIANT_COLUMNS.slice(1).map(() => h("td", { class: "number" }));
  return h("tr", {}, h("td", {}, variant), ...figures);
}

function updateVariant(row: Element, { impressions, clicks }: VariantClicks): void {
  const share = percent(impressions === 0 ? null : clicks / impressions);
  [count(impressions), count(clicks), share].forEach((text, i) =>
    setText(row.children[i + 1] as Element, text),
  );
}

export function cacheTile() {
  const tile = figureTile("Answers found in a cache", "commerce.cache");
  return {
    element: tile.element,
    update(cache: AnswerCache | null): void {
      tile.element.hidden = cache === null;
      if (cache === null) return;
      const hits = cache.inProcess + cache.inTable;
      const all = hits + cache.computed;
      tile.set(
        percent(all === 0 ? null : hits / all),
        all === 0 ? "nobody has asked yet" : `of ${count(all)} asked`,
      );
    },
  };
}
