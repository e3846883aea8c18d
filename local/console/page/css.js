// Which selectors of an answer's styles reach beyond it: styles may be shared with everything on the page.
const GROUPS = ["CSSMediaRule", "CSSSupportsRule", "CSSContainerRule", "CSSLayerBlockRule"];

export function unscoped(text, classes) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const found = /@import/i.test(text) ? ["@import"] : [];
  return [...found, ...beyond(sheet.cssRules, classes)];
}

function* beyond(rules, classes) {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) {
      yield* selectors(rule.selectorText).filter((selector) => !isScoped(selector, classes));
    } else if (GROUPS.includes(rule.constructor.name)) yield* beyond(rule.cssRules, classes);
    else yield rule.cssText;
  }
}

// Under a class of the answer's own element, or one that is named after that (`sr`, `sr-dark`), and not beside it.
function isScoped(selector, classes) {
  const [, name, , beside] = /^\.([-\w]+)([^\s>~+]*)\s*([~+]?)/.exec(selector) ?? [];
  const own = [...classes].some((each) => name === each || name?.startsWith(`${each}-`));
  return own && !beside;
}

function selectors(text) {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    depth += "([".includes(letter) - ")]".includes(letter);
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}
