// Where tags stand as they are written. The browser's parser moves what may not stand in a table, and closes
// what was left open, so that its tree no longer shows what went wrong.
const TAG = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
const TEXT_ONLY = new Set(["style", "script", "textarea", "title"]);
const ROWS = new Set(["table", "thead", "tbody", "tfoot", "tr", "colgroup"]);

// [code, detail] for each action that is a row's child, and each closing tag that closes nothing.
export function* misplaced(html) {
  const open = [];
  TAG.lastIndex = 0;
  for (let found = TAG.exec(html); found; found = TAG.exec(html)) {
    const [whole, closing, written, rest] = found;
    if (!written) continue;
    const name = written.toLowerCase();
    if (closing) {
      if (open.at(-1) !== name) yield ["misnested", `${whole} inside <${open.at(-1) ?? "nothing"}>`];
      if (open.includes(name)) open.length = open.lastIndexOf(name);
      continue;
    }
    if (name === "cwdb-action" && ROWS.has(open.at(-1))) yield ["action-in-table", `${whole} in <${open.at(-1)}>`];
    if (VOID.has(name) || rest.endsWith("/")) continue;
    if (TEXT_ONLY.has(name)) {
      const end = html.toLowerCase().indexOf(`</${name}`, TAG.lastIndex);
      if (end < 0) return;
      TAG.lastIndex = html.indexOf(">", end) + 1;
      continue;
    }
    open.push(name);
  }
  if (open.length) yield ["misnested", `<${open.join("> <")}> is never closed`];
}
