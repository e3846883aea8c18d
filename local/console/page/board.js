// One dashboard: its toolbar, its widgets in their places, and what makes them call again.
import { button, element } from "./elements.js";
import { lintWidget } from "./lint.js";
import { NAMES, Range } from "./range.js";
import { fault, state } from "./state.js";
import { Widget } from "./widget.js";

const COLUMNS = 24;

export class Board {
  constructor(name, body) {
    this.name = name;
    this.range = new Range();
    this.grid = element("div", { id: "dashboard", class: "grid" });
    this.widgets = (body.widgets ?? []).map((spec, index) => this.#widget(spec, `widget-${index + 1}`)).filter(Boolean);
  }

  open() {
    return Promise.all(this.widgets.map((widget) => widget.open()));
  }

  #widget(spec, id) {
    const { title = "", endpoint } = spec.properties ?? {};
    const body = element("div", { class: "widget-body" });
    const tools = element("div", { class: "tools" });
    const heading = element("h2", { id: `${id}-title` }, [title || spec.type]);
    const card = element("div", { class: "widget", role: "group", "aria-labelledby": `${id}-title` }, [
      element("div", { class: "widget-head" }, [heading, tools]),
      body,
    ]);
    this.grid.append(card);
    const grid = { width: spec.width ?? 6, height: spec.height ?? 6 };
    sized(card, grid);
    if (spec.type !== "custom") {
      body.append(spec.properties?.markdown ?? `A widget of the type ${spec.type}.`);
      return null;
    }
    state.own.push(endpoint);
    for (const [code, detail] of lintWidget(this.name, spec)) fault(code, detail);
    document.getElementById("account").textContent = `Account ${endpoint.split(":")[4]}`;
    const widget = new Widget(this, spec.properties, id, body, grid);
    state.widgets.push(widget);
    tools.append(
      button("Get documentation", () => documented(widget)),
      button("Resize", () => {
        grid.width = grid.width > COLUMNS / 2 ? COLUMNS / 2 : COLUMNS;
        sized(card, grid);
        return widget.updated("resize");
      }),
    );
    return widget;
  }

  #all(why) {
    return Promise.all(this.widgets.map((widget) => widget.updated(why)));
  }

  toolbar(theme) {
    const buttons = NAMES.map((each) => button(each, () => this.#ranged(() => this.range.pick(each)), { "data-range": each }));
    const days = ["from", "until"].map((each) => element("input", { type: "date", "aria-label": `Custom range ${each}` }));
    const absolute = () => days.every((day) => day.value) && this.range.pickDays(...days.map((day) => day.value));
    this.ranges = element("div", { class: "ranges", role: "group", "aria-label": "Time range" }, [
      ...buttons,
      element("details", { class: "custom" }, [
        element("summary", {}, ["Custom"]),
        element("div", {}, [...days, button("Apply", () => this.#ranged(absolute))]),
      ]),
      button("Zoom in", () => this.#ranged(() => this.range.zoomIn())),
      button("Reset zoom", () => this.#ranged(() => this.range.zoomOut())),
    ]);
    this.#mark();
    return element("div", { class: "toolbar" }, [
      element("h1", {}, [this.name]),
      this.ranges,
      button("Refresh dashboard", () => this.#all("refresh"), { class: "refresh" }),
      theme,
    ]);
  }

  #ranged(change) {
    change();
    this.#mark();
    return this.#all("timeRange");
  }

  #mark() {
    for (const each of this.ranges.querySelectorAll("[data-range]")) {
      each.setAttribute("aria-pressed", String(each.dataset.range === this.range.name));
    }
  }
}

function sized(card, { width, height }) {
  card.style.setProperty("--columns", width);
  card.style.setProperty("--rows", height);
}

// What the function says of itself, with the first block of YAML, which the console offers as parameters.
async function documented(widget) {
  const text = String((await widget.documentation()) ?? "");
  const parameters = /```\s*ya?ml\s*\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const close = button("Close", () => dialog.remove());
  const dialog = element("dialog", { class: "popup", "aria-labelledby": "documentation-title" }, [
    element("div", { class: "popup-head" }, [
      element("h2", { id: "documentation-title" }, ["Documentation of the widget"]),
      close,
    ]),
    element("pre", { class: "documentation", tabindex: "0", role: "group", "aria-label": "Documentation" }, [text]),
    element("h3", {}, ["Parameters"]),
    element("pre", { class: "parameters", tabindex: "0", role: "group", "aria-label": "Parameters" }, [parameters]),
  ]);
  document.body.append(dialog);
  dialog.showModal();
}
