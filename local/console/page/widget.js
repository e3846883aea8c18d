// One custom widget: it calls its function, shows the answer, and does what the answer's actions say.
import { chosen } from "./conventions.js";
import { values } from "./forms.js";
import { lint } from "./lint.js";
import { sanitised } from "./sanitise.js";
import { fault, state } from "./state.js";
import { Popup, place } from "./place.js";

const CALLS_KEPT = 50;
const GRID = 60; // Pixels of a dashboard's row.

export class Widget {
  // `board` has the dashboard's name and its time range; `element` is where the widget's answer goes.
  constructor(board, properties, id, element, grid) {
    Object.assign(this, { board, properties, id, element, grid });
    this.popup = new Popup(`${properties.title}: more`);
  }

  async open() {
    await this.update({});
  }

  // What a refresh, a resize or another time range do; `updateOn` may forbid it.
  async updated(why) {
    const on = this.properties.updateOn?.[why] ?? true;
    if (on) await this.update(chosen.refresh_forms === "yes" ? this.#forms(this.element) : {});
  }

  async update(forms) {
    await this.#answered({ ...this.properties.params }, forms, this.element);
  }

  // As a button that carries `given` would, with these values in the controls.
  async ask(given, typed) {
    await this.#answered(given, typed, this.element);
  }

  // What the buttons of the answer carry, and what stands in its controls.
  offered() {
    return { actions: this.actions ?? [], values: this.#forms(this.element) };
  }

  async documentation() {
    return invoke(this.properties.endpoint, { describe: true });
  }

  async #answered(event, forms, host, endpoint = this.properties.endpoint) {
    const payload = { ...event, widgetContext: this.#context(forms) };
    state.calls = [...state.calls, { endpoint, payload }].slice(-CALLS_KEPT);
    if (state.holding) return;
    state.running += 1;
    this.element.setAttribute("aria-busy", "true");
    try {
      this.#show(host, await invoke(endpoint, payload));
    } catch (error) {
      fault("no-answer", error.message);
      host === this.element || this.popup.open();
      place(host).replaceChildren(words("The widget could not be shown", error.message));
    } finally {
      state.running -= 1;
      if (!state.running) this.element.removeAttribute("aria-busy");
    }
  }

  #show(host, answer) {
    if (typeof answer !== "string") return place(host).replaceChildren(plain(answer));
    const html = answer;
    state.bytes = Math.max(state.bytes, new TextEncoder().encode(html).length);
    const facts = { endpoint: this.properties.endpoint, boxes: chosen.boxes };
    for (const [code, detail] of lint(html, facts)) fault(code, detail);
    const root = place(host);
    root.replaceChildren(sanitised(html, chosen.sanitiser, state.removed));
    if (host !== this.element) this.popup.open();
    else if (this.popup.isOpen) this.popup.close();
    this.#bind(root, host);
  }

  #bind(root, host) {
    const elements = [];
    if (host === this.element) this.actions = [];
    for (const form of root.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        fault("form-sent", "a form was sent to nowhere: a button without type, or the Enter key");
      });
    }
    for (const action of root.querySelectorAll("cwdb-action")) {
      if (!action.isConnected) continue; // It stood in another one, and is shown when that is clicked.
      const endpoint = action.getAttribute("endpoint");
      if (endpoint && !state.endpoints.includes(endpoint)) state.endpoints.push(endpoint);
      const element = action.previousElementSibling;
      if (!element) continue;
      elements.push(element);
      const body = { html: action.innerHTML, text: action.textContent.trim() };
      if (host === this.element && action.getAttribute("action") === "call") this.actions.push(body.text);
      action.replaceChildren(); // Its markup is not on the page; its ids are not taken.
      element.addEventListener(action.getAttribute("event") ?? "click", () => this.#act(action, body, host));
    }
    state.shown.set(host, elements);
  }

  async #act(action, body, host) {
    if (chosen.clicks === "once" && state.running) return;
    const question = action.getAttribute("confirmation");
    if (question && !window.confirm(question)) return;
    const target = action.getAttribute("display") === "popup" ? this.popup.host : this.element;
    if (action.getAttribute("action") !== "call") return this.#show(target, body.html);
    const given = body.text ? JSON.parse(body.text) : {};
    const merged = chosen.merge === "yes" ? this.properties.params : {};
    await this.#answered({ ...merged, ...given }, this.#forms(host), target, action.getAttribute("endpoint"));
  }

  #forms(host) {
    const own = values(place(host), chosen.box);
    if (host === this.element || chosen.popup_forms === "own") return own;
    return { ...values(place(this.element), chosen.box), ...own };
  }

  #context(forms) {
    const { title, endpoint, params = {} } = this.properties;
    const pixels = chosen.width_units === "px";
    return {
      dashboardName: this.board.name,
      widgetId: this.id,
      accountId: endpoint.split(":")[4],
      locale: "en",
      timezone: { label: "UTC", offsetISO: "+00:00", offsetInMinutes: 0 },
      period: 300,
      isAutoPeriod: true,
      timeRange: this.board.range.asked(),
      theme: chosen.theme,
      linkCharts: true,
      title,
      forms: { all: forms },
      params,
      width: pixels ? this.element.clientWidth : this.grid.width,
      height: pixels ? this.grid.height * GRID : this.grid.height,
    };
  }
}

async function invoke(endpoint, payload) {
  const sent = await fetch("/console/api/invoke", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, payload }),
  });
  const { broken, result } = await sent.json();
  if (broken) throw new Error(broken);
  return result;
}

// Markdown as it is written, and any other JSON as JSON.
function plain(answer) {
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.textContent = answer?.markdown ?? JSON.stringify(answer, null, 1);
  return shown;
}

function words(title, text) {
  const shown = document.createElement("p");
  shown.className = "broken";
  shown.setAttribute("role", "alert");
  shown.append(Object.assign(document.createElement("strong"), { textContent: `${title}. ` }), text);
  return shown;
}
