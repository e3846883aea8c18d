// The dashboards: a list of them, or the one that the address names, behind the question whether it may run.
import { chosen, SWITCHES, turned } from "./conventions.js";
import { Board } from "./board.js";
import { element as made, button } from "./elements.js";
import { state } from "./state.js";

document.documentElement.dataset.theme = chosen.theme;
const main = document.getElementById("main");

const { dashboards, purifier } = await (await fetch("/console/api/dashboards")).json();
if (chosen.sanitiser === "strict") await purify();
const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");

if (!name) list();
else if (!(name in dashboards)) nothing();
else await show();
state.ready = true;

function list() {
  const rows = Object.entries(dashboards).map(([each, { widgets = [] }]) =>
    made("tr", {}, [
      made("th", { scope: "row" }, [made("a", { href: `/console/${encodeURIComponent(each)}` }, [each])]),
      made("td", {}, [String(widgets.length)]),
    ]),
  );
  const head = made("tr", {}, ["Name", "Widgets"].map((title) => made("th", { scope: "col" }, [title])));
  const table = made("table", {}, [made("thead", {}, [head]), made("tbody", {}, rows)]);
  const none = made("p", {}, ["No dashboard stands in this cloud."]);
  main.append(made("h1", {}, ["Dashboards"]), made("div", { class: "card" }, [rows.length ? table : none]));
}

function nothing() {
  main.append(made("h1", {}, [name]), made("p", { class: "broken", role: "alert" }, [`There is no dashboard ${name}.`]));
}

async function show() {
  document.title = name;
  document.getElementById("crumb").textContent = ` › ${name}`;
  const board = new Board(name, dashboards[name]);
  main.append(board.toolbar(theme()), board.grid, conventions());
  const key = `allowed:${name}`;
  if (localStorage.getItem(key)) return board.open();
  const gate = made("div", { class: "gate", role: "region", "aria-label": "Permission" }, [
    made("p", {}, ["This dashboard contains custom widgets that will invoke Lambda functions."]),
  ]);
  const allow = async (always) => {
    if (always) localStorage.setItem(key, "yes");
    gate.remove();
    await board.open();
  };
  gate.append(button("Allow once", () => allow(false)), button("Allow always", () => allow(true)));
  main.insertBefore(gate, board.grid);
}

function theme() {
  const other = chosen.theme === "light" ? "dark" : "light";
  return button(`Switch to ${other} mode`, () => location.assign(turned("theme", other)));
}

// Everything that the documentation leaves open, to be turned by hand.
function conventions() {
  const lists = Object.entries(SWITCHES).map(([each, values]) => {
    const options = values.map((value) => made("option", { value }, [value]));
    const choice = made("select", { id: `switch-${each}` }, options);
    choice.value = chosen[each];
    if (each === "sanitiser" && !purifier) choice.disabled = true;
    choice.addEventListener("change", () => location.assign(turned(each, choice.value)));
    return made("div", {}, [made("label", { for: choice.id }, [each.replaceAll("_", " ")]), choice]);
  });
  return made("details", { class: "conventions" }, [
    made("summary", {}, ["What the console's documentation leaves open"]),
    made("div", { class: "switches" }, lists),
  ]);
}

function purify() {
  return new Promise((resolve, reject) => {
    const script = made("script", { src: "/console/files/purify.js" });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("the strict sanitiser needs: local/bootstrap test")));
    document.head.append(script);
  });
}
