// The dashboard's time range, in the console's own shape, and the control that changes it.
const HOUR = 3_600_000;
const RELATIVE = { "1h": HOUR, "3h": 3 * HOUR, "12h": 12 * HOUR, "1d": 24 * HOUR, "1w": 168 * HOUR, "30d": 720 * HOUR };
const USUAL = "3h";

export class Range {
  constructor() {
    this.name = USUAL;
    this.absolute = null;
    this.zoom = null;
  }

  // As a widget is told: epoch milliseconds; `zoom` is there only while a part was zoomed into.
  asked() {
    const now = Date.now();
    const length = RELATIVE[this.name];
    const told = this.absolute
      ? { mode: "absolute", ...this.absolute }
      : { mode: "relative", start: now - length, end: now, relativeStart: length };
    return this.zoom ? { ...told, zoom: this.zoom } : told;
  }

  pick(name) {
    Object.assign(this, { name, absolute: null, zoom: null });
  }

  pickDays(from, until) {
    const end = Date.parse(`${until}T00:00:00Z`) + 24 * HOUR;
    Object.assign(this, { name: "", absolute: { start: Date.parse(`${from}T00:00:00Z`), end }, zoom: null });
  }

  // Into the middle half of what is shown, as dragging over a graph would.
  zoomIn() {
    const { start, end } = this.zoom ?? this.asked();
    const quarter = Math.round((end - start) / 4);
    this.zoom = { start: start + quarter, end: end - quarter };
  }

  zoomOut() {
    this.zoom = null;
  }
}

export const NAMES = Object.keys(RELATIVE);
