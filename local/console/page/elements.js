// The page's own elements, made without markup.
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, [label]);
  made.addEventListener("click", act);
  return made;
}
