// Whatever the console's documentation leaves open, as the page's address chooses it; the first is the usual one.
export const SWITCHES = {
  theme: ["light", "dark"],
  merge: ["no", "yes"], // Whether an action's event holds the widget's parameters besides its own.
  box: ["omit", "bool", "value"], // What an unticked checkbox is: not sent, false, or sent as though ticked.
  isolation: ["plain", "shadow"], // Whether a widget stands in the page or in a shadow root.
  sanitiser: ["documented", "strict"], // What is documented to be removed, or whatever a purifier does not know.
  popup_forms: ["own", "all"], // Whether a popup's action sends the widget's controls along.
  refresh_forms: ["no", "yes"], // Whether a refresh sends what stands in the controls.
  width_units: ["px", "grid"], // What a widget's width and height are counted in.
  clicks: ["each", "once"], // Whether a click counts while the answer to one before is awaited.
  boxes: ["unproven", "proven"], // Whether it was found out on this console what checkboxes send.
};

const asked = new URLSearchParams(location.search);

export const chosen = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, values]) => {
    const value = asked.get(name) ?? values[0];
    if (!values.includes(value)) throw new Error(`${name} is one of ${values.join(", ")}`);
    return [name, value];
  }),
);

// The address of a dashboard with one switch turned.
export function turned(name, value) {
  const next = new URLSearchParams(location.search);
  next.set(name, value);
  return `${location.pathname}?${next}`;
}
