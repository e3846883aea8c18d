// Where an answer stands: in the page, or in a shadow root beside it; in a widget, or in a popup above it.
import { chosen } from "./conventions.js";

const sheet = new CSSStyleSheet();
if (chosen.isolation === "shadow") sheet.replaceSync(await (await fetch("/console/files/widget.css")).text());

// The element whose content the answer is.
export function place(host) {
  const root = chosen.isolation === "shadow" ? (host.shadowRoot ?? shadow(host)) : host;
  return root.querySelector(".cwdb-custom-inner") ?? inner(root);
}

function shadow(host) {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return root;
}

function inner(root) {
  const made = document.createElement("div");
  made.className = `cwdb-custom-inner cwdb-theme-${chosen.theme}`;
  root.append(made);
  return made;
}

let popups = 0;

export class Popup {
  constructor(title) {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "popup";
    const heading = Object.assign(document.createElement("h2"), { textContent: title, id: `popup-${++popups}` });
    this.dialog.setAttribute("aria-labelledby", heading.id);
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
    close.className = "close-popup";
    close.addEventListener("click", () => this.close());
    const head = document.createElement("div");
    head.className = "popup-head";
    head.append(heading, close);
    this.host = document.createElement("div");
    this.host.className = "popup-body";
    this.dialog.append(head, this.host);
    document.body.append(this.dialog);
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    if (!this.isOpen) this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }
}
