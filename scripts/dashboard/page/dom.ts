/**
 * Elements made in code. Texts become text nodes and nothing else: what a record says is never markup, whatever it looks
 * like.
 */
export type Child = Node | string | number | null | undefined;

export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

const SVG = "http://www.w3.org/2000/svg";

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** A function is a listener of the event that its attribute names; `false` and undefined leave an attribute out. */
function filled<Made extends Element>(
  element: Made,
  attributes: Attributes,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Changes a text only where it differs, so that a selection and a screen reader are left in peace. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keeps an element for each item, by its key, in the items' order: elements of items that stay are updated and keep the
 * focus.
 */
export function keepInStep<Item, Made extends Element>(
  parent: Element,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  make: (item: Item) => Made,
  update: (element: Made, item: Item) => void,
): void {
  const kept = madeFor.get(parent) ?? new Map<string, Element>();
  madeFor.set(parent, kept);
  const keys = new Set(items.map(keyOf));
  for (const [key, element] of kept) {
    if (keys.has(key)) continue;
    element.remove();
    kept.delete(key);
  }
  let before: Element | null = null;
  for (const item of items) {
    const key = keyOf(item);
    const element = (kept.get(key) as Made | undefined) ?? make(item);
    kept.set(key, element);
    update(element, item);
    const place: Element | null = before === null ? parent.firstElementChild : before.nextElementSibling;
    if (place !== element) parent.insertBefore(element, place);
    before = element;
  }
}

const madeFor = new WeakMap<Element, Map<string, Element>>();
