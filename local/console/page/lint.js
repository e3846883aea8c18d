// What is wrong with an answer as it came, before anything was taken out of it or bound: [code, detail] each.
import { unscoped } from "./css.js";
import { misplaced } from "./nesting.js";

const BYTES_MAX = 150_000;
const CARRIED_MAX = 2_000; // Work in hand belongs on the server; an action carries its name.
const TYPED = "input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]), select, textarea";
const DIRECTION = /[\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]/;
const EVENTS = ["click", "dblclick", "mouseenter"];

// `endpoint` is the widget's own function, `boxes` whether checkboxes were proven on this console.
export function* lint(html, { endpoint, boxes }) {
  const bytes = new TextEncoder().encode(html).length;
  if (bytes > BYTES_MAX) yield ["too-large", `${bytes} bytes`];
  yield* misplaced(html);
  const parsed = new DOMParser().parseFromString(html, "text/html");
  yield* styles(parsed);
  yield* elements(parsed);
  yield* controls(parsed, boxes);
  for (const action of parsed.querySelectorAll("cwdb-action")) yield* ofAction(action, endpoint);
}

function* styles(parsed) {
  const own = [...parsed.body.children].filter((each) => each.localName !== "style");
  const classes = new Set(own.flatMap((each) => [...each.classList]));
  for (const style of parsed.querySelectorAll("style")) {
    for (const selector of unscoped(style.textContent, classes)) yield ["unscoped-css", selector];
  }
}

function* elements(parsed) {
  const ids = new Set();
  for (const element of parsed.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) yield ["handler-attribute", `${name} of <${element.localName}>`];
      if (DIRECTION.test(value)) yield ["direction-mark", `${name} of <${element.localName}>`];
    }
    if (element.localName === "button" && element.getAttribute("type") !== "button") {
      yield ["button-without-type", element.outerHTML];
    }
    for (const name of [element.id, element.getAttribute("name")]) {
      if (name && (name in document || name in document.createElement("form"))) yield ["taken-name", name];
    }
    if (element.id && ids.has(element.id)) yield ["id-twice", element.id];
    ids.add(element.id);
  }
  const walker = parsed.createTreeWalker(parsed, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (DIRECTION.test(data) && !parentElement.closest("bdi, cwdb-action[action=call]")) yield ["direction-mark", data];
  }
}

function* controls(parsed, boxes) {
  for (const control of parsed.querySelectorAll(TYPED)) {
    if (!control.name) yield ["control-without-name", control.outerHTML];
    if (!labelled(control, parsed)) yield ["control-without-label", control.outerHTML];
    if (control.type === "checkbox" && boxes !== "proven") yield ["box-before-probe", control.outerHTML];
    if (control.type === "file") yield ["file-control", control.outerHTML];
  }
  for (const control of parsed.querySelectorAll("input[type=hidden]:not([name])")) {
    yield ["control-without-name", control.outerHTML];
  }
  // Without a value that always comes, a form that did not arrive looks like one that was left empty.
  const sure = [...parsed.querySelectorAll("input[type=hidden][name]")].some((hidden) => hidden.value);
  if (parsed.querySelector(TYPED) && !sure) yield ["no-sentinel", "no hidden field says that the form arrived"];
}

function labelled(control, parsed) {
  const named = (control.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  const texts = [
    control.getAttribute("aria-label"),
    ...[...control.labels].map((label) => label.textContent),
    ...named.map((id) => parsed.getElementById(id)?.textContent),
  ];
  return texts.some((text) => text?.trim());
}

function* ofAction(action, endpoint) {
  const what = action.getAttribute("action") ?? "html";
  const event = action.getAttribute("event") ?? "click";
  const shown = action.getAttribute("display") ?? "widget";
  const on = action.previousElementSibling;
  if (!["call", "html"].includes(what) || !EVENTS.includes(event) || !["widget", "popup"].includes(shown)) {
    yield ["unknown-value", action.cloneNode().outerHTML];
  }
  if (!on) yield ["orphan-action", action.outerHTML];
  else if (!on.matches("button:not([disabled]):not([tabindex^='-']), a[href]:not([tabindex^='-'])")) {
    yield ["action-not-focusable", on.cloneNode().outerHTML];
  }
  if (event === "mouseenter") yield ["mouseenter", `${what} on ${event}: the keyboard has no such thing`];
  if (what !== "call") return;
  const named = action.getAttribute("endpoint");
  if (!named) yield ["call-without-endpoint", action.outerHTML];
  else if (named !== endpoint) yield ["foreign-endpoint", named];
  yield* ofBody(action);
}

function* ofBody(action) {
  const text = action.textContent.trim();
  if (action.children.length) yield ["invalid-json", `markup in ${action.innerHTML}`];
  if (!text) return;
  let carried;
  try {
    carried = JSON.parse(text);
  } catch (error) {
    yield ["invalid-json", `${error.message}: ${text}`];
    return;
  }
  if (carried === null || typeof carried !== "object" || Array.isArray(carried)) {
    yield ["invalid-json", `not an object: ${text}`];
  } else if (text.length > CARRIED_MAX || holdsRows(carried)) {
    yield ["work-in-action", text];
  } else if (typeof carried.n === "number" && !mentions(action.getAttribute("confirmation"), carried.n)) {
    yield ["count-not-confirmed", action.outerHTML];
  }
}

// Whether a list is in it, however deep: rows belong into the draft. A way back, such as a finder is given, is none.
function holdsRows(value) {
  return Array.isArray(value) || (value !== null && typeof value === "object" && Object.values(value).some(holdsRows));
}

// Whether the words name the number, however its thousands are set apart.
function mentions(words, number) {
  const plain = (words ?? "").replace(/(?<=\d)[,.\u00a0\u202f' ](?=\d{3}\b)/g, "");
  return new RegExp(`(?<!\\d)${number}(?!\\d)`).test(plain);
}

// A widget that is called anew while somebody works in it takes the work away; reports follow the time range.
export function* lintWidget(dashboard, { properties }) {
  const { refresh = true, resize = true, timeRange = true } = properties.updateOn ?? {};
  const follows = /(^|-)Reports(-|$)/.test(dashboard);
  for (const [name, on] of Object.entries({ refresh, resize, timeRange: timeRange && !follows })) {
    if (on) yield ["work-updates", `${dashboard}: ${properties.title} has updateOn.${name}`];
  }
}
