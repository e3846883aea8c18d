// What mail programs do not show of the letters on standard input ({name: html}), by the data of caniemail.com.
import { caniemail } from "caniemail";

let input = "";
for await (const piece of process.stdin) input += piece;
const found = {};
for (const [name, html] of Object.entries(JSON.parse(input))) {
  const { issues } = caniemail({ clients: ["gmail.*", "outlook.*", "apple-mail.*"], html });
  found[name] = {};
  for (const [program, each] of issues.errors)
    for (const { title } of each) (found[name][title] ??= new Set()).add(program);
  for (const title of Object.keys(found[name])) found[name][title] = [...found[name][title]].sort();
}
console.log(JSON.stringify(found));
