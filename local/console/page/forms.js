// What stands in the controls, by their names, in the way that the address chose.
const SILENT = new Set(["button", "submit", "reset", "image", "file"]);

export function values(root, box) {
  const all = {};
  for (const control of root.querySelectorAll("input[name], select[name], textarea[name]")) {
    if (control.disabled || SILENT.has(control.type) || control.closest("cwdb-action")) continue;
    if (control.type === "radio" && !control.checked) continue;
    if (control.type === "checkbox") tick(all, control, box);
    else if (control.multiple) all[control.name] = [...control.selectedOptions].map((option) => option.value);
    else all[control.name] = control.value;
  }
  return all;
}

function tick(all, control, box) {
  if (box === "bool") all[control.name] = control.checked;
  else if (box === "value") all[control.name] = control.value;
  else if (control.checked) {
    const before = control.name in all ? [].concat(all[control.name]) : [];
    all[control.name] = before.length ? [...before, control.value] : control.value;
  }
}
