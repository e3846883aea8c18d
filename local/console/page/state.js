// What the page saw, for whoever drives it: `window.consolePage`.
export const state = {
  ready: false,
  running: 0, // Calls whose answer is not shown yet.
  removed: [], // What the sanitiser took away.
  faults: [], // What the linter found: {code, detail}.
  endpoints: [], // Every function that an action named, once.
  own: [], // The functions of this page's widgets.
  calls: [], // What was sent: {endpoint, payload}.
  bytes: 0, // The largest answer.
  widgets: [], // With what they can be asked from outside.
  holding: false, // While true a call is noted and not sent.
  shown: new Map(), // A widget's or popup's host, and the elements of its actions.
};

const LENGTH = 160;

export function fault(code, detail) {
  const text = String(detail).replace(/\s+/g, " ");
  state.faults.push({ code, detail: text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text });
}

// Actions on the screen that the keyboard does not come to: Tab skips them, or they cannot hold it.
function unreachable() {
  const popup = document.querySelector("dialog[open]");
  const before = document.activeElement;
  const lost = [];
  for (const [host, elements] of state.shown) {
    if (!host.isConnected || (popup && !popup.contains(host)) || (!popup && host.closest("dialog"))) continue;
    for (const element of elements) {
      if (element.closest("details:not([open])") && !element.closest("summary")) continue;
      element.focus({ preventScroll: true });
      if (element.tabIndex < 0 || element.getRootNode().activeElement !== element) {
        lost.push((element.textContent || element.tagName).trim().slice(0, LENGTH));
      }
    }
  }
  before?.focus?.({ preventScroll: true });
  return lost;
}

state.report = () => ({
  removed: state.removed,
  faults: state.faults,
  endpoints: state.endpoints,
  bytes: state.bytes,
  unreachable: unreachable(),
});

// As though nothing had been found yet.
state.forget = () => Object.assign(state, { removed: [], faults: [], endpoints: [], bytes: 0 });

window.consolePage = state;
