// The controls beside a picture: plain HTML, drawn from `panel` (what does not change) and `states` (how they stand).
// A slider's ends stay where they are; what the others forbid is marked, and the handle stops there.

let fields = 0;

// One control of any kind: `el` to place, `focusable` to move to, show(state) to bring it up to date.
const KINDS = {
  slider: (spec, use) => new Track(Array.from({ length: spec.most - spec.least + 1 }, (_, n) => spec.least + n), use),
  chosen: (spec, use) => (spec.all_seen ? new Chips(spec.options, use) : new Track(spec.options, use)),
  menu: (spec, use) => new Menu(spec.options, use),
  switch: (spec, use) => new Switch(use),
  button: (spec, use) => new Press(use),
  note: (spec) => new Note(spec),
};

const allowedBy = (state) => (state.allowed ? (value) => state.allowed.includes(value)
  : "low" in state ? (value) => value >= state.low && value <= state.high : () => true);

// The keys that move a control are its own: JupyterLab and Notebook 7 would take them as commands for the cell.
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 4, PageDown: -4, Home: -Infinity, End: Infinity };
function ownKeys(node, step) {
  const listen = (event) => {
    const by = STEPS[event.key];
    if (by === undefined || event.target !== node || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    step(by);
  };
  node.addEventListener("focus", () => window.addEventListener("keydown", listen, true));
  node.addEventListener("blur", () => window.removeEventListener("keydown", listen, true));
}

// A slider over values in a row, with a read-out to type into.
class Track {
  constructor(values, use) {
    Object.assign(this, { values, use });
    this.input = element("input", "", { type: "range", min: 0, max: values.length - 1, step: 1 });
    this.below = element("span", "lesson-forbidden");
    this.above = element("span", "lesson-forbidden");
    this.readout = element("input", "lesson-readout", { type: "text", inputmode: "numeric", autocomplete: "off" });
    const size = Math.max(...values.map((value) => String(value).length));
    this.readout.style.width = `${size + 1.6}ch`;
    const track = element("span", "lesson-track");
    track.append(this.below, this.above, this.input);
    this.el = element("span", "lesson-slider");
    this.el.append(track, this.readout);
    this.focusable = this.input;
    this.input.addEventListener("input", () => this.go(Number(this.input.value)));
    ownKeys(this.input, (by) => this.go(this.place + by));
    this.readout.addEventListener("focus", () => this.readout.select());
    this.readout.addEventListener("change", () => this.typed());
    this.readout.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.typed();
      if (event.key !== "Tab") event.stopPropagation();
    });
  }

  get place() { return this.values.indexOf(this.state.value); }

  // To the nearest place on the way there that is allowed.
  go(place) {
    const allowed = allowedBy(this.state), way = Math.sign(place - this.place);
    let to = Math.max(0, Math.min(this.values.length - 1, place));
    while (to !== this.place && !allowed(this.values[to])) to -= way;
    if (way && to === this.place) this.use.stopped();
    this.input.value = to;
    if (to !== this.place) this.use.move(this.values[to]);
  }

  typed() {
    const value = Number(this.readout.value.replace("−", "-"));
    const fits = this.readout.value.trim() !== "" && this.values.includes(value) && allowedBy(this.state)(value);
    if (fits && value !== this.state.value) this.use.move(value);
    else this.readout.value = said(this.state.value);
    if (!fits) this.use.refused(this.values.filter(allowedBy(this.state)));
  }

  show(state) {
    this.state = state;
    const allowed = allowedBy(state), end = this.values.length - 1;
    const first = this.values.findIndex(allowed), last = this.values.findLastIndex(allowed);
    if (Number(this.input.value) !== this.place) this.input.value = this.place;
    this.input.disabled = this.readout.disabled = state.enabled === false;
    this.input.setAttribute("aria-label", state.label);
    this.input.setAttribute("aria-valuetext", said(state.value));
    this.readout.setAttribute("aria-label", this.use.words.readout.replace("{label}", state.label));
    if (document.activeElement !== this.readout) this.readout.value = said(state.value);
    const room = (places) => (places > 0 ? `calc(7px + (100% - 14px) * ${(places - 0.5) / end})` : 0);
    this.below.style.width = room(first);
    this.above.style.width = room(end - last);
    this.el.classList.toggle("lesson-limited", Boolean(state.why));
    this.el.title = state.why ?? "";
  }
}

const said = (value) => String(value).replace("-", "−");

// Every number has a place of its own; those that are not allowed are struck out.
class Chips {
  constructor(values, use) {
    Object.assign(this, { values, use });
    const name = `lesson-${(fields += 1)}`;
    this.el = element("span", "lesson-chips", { role: "radiogroup" });
    this.chips = values.map((value) => {
      const chip = element("label", "lesson-chip"), input = element("input", "", { type: "radio", name });
      input.addEventListener("change", () => use.move(value));
      ownKeys(input, (by) => this.step(by));
      chip.append(input, String(value));
      this.el.append(chip);
      return { value, chip, input };
    });
  }

  get focusable() { return this.chips.find(({ value }) => value === this.state.value).input; }

  step(by) {
    const able = this.chips.filter(({ input }) => !input.disabled);
    const at = able.findIndex(({ value }) => value === this.state.value);
    const to = able[Math.max(0, Math.min(able.length - 1, at + by))];
    to.input.focus();
    if (to.value !== this.state.value) this.use.move(to.value);
    else this.use.stopped();
  }

  show(state) {
    this.state = state;
    const allowed = allowedBy(state);
    this.el.setAttribute("aria-label", state.label);
    this.el.title = state.why ?? "";
    for (const { value, chip, input } of this.chips) {
      input.checked = value === state.value;
      input.disabled = !allowed(value) || state.enabled === false;
      chip.classList.toggle("lesson-struck", !allowed(value));
      chip.classList.toggle("lesson-on", value === state.value);
    }
  }
}

class Menu {
  constructor(options, use) {
    this.el = this.focusable = element("select", "lesson-select");
    for (const [id, words] of options) this.el.append(new Option(words, id));
    this.el.addEventListener("change", () => use.move(this.el.value));
    this.el.addEventListener("keydown", (event) => { if (event.key in STEPS) event.stopPropagation(); });
  }

  show(state) {
    this.el.value = state.value;
    this.el.disabled = state.enabled === false;
    this.el.setAttribute("aria-label", state.label);
  }
}

class Switch {
  constructor(use) {
    this.el = element("label", "lesson-switch");
    this.focusable = element("input", "", { type: "checkbox" });
    this.words = element("span");
    this.el.append(this.focusable, this.words);
    this.focusable.addEventListener("change", () => use.move(this.focusable.checked));
  }

  show(state) {
    this.focusable.checked = state.value;
    this.focusable.disabled = state.enabled === false;
    this.words.textContent = state.label;
  }
}

class Press {
  constructor(use) {
    this.el = this.focusable = element("button", "lesson-button", { type: "button" });
    this.el.addEventListener("click", () => use.press());
  }

  show(state) {
    this.el.textContent = state.label;
    this.el.disabled = state.enabled === false;
  }
}

class Note {
  constructor(spec) {
    this.el = element("p", "lesson-note", { "aria-live": "polite" });
    this.el.style.minHeight = `${1.35 * spec.lines}em`;
  }

  show(state) { this.el.textContent = state.value; }
}

// All controls of an explorer, line by line, and below them what every explorer has: reset, and the line of Python.
class Panel {
  constructor(session, { rows, controls }, words) {
    Object.assign(this, { session, specs: controls, words, kinds: {}, states: {} });
    this.el = element("div", "lesson-panel");
    for (const [name, spec] of Object.entries(controls)) {
      this.kinds[name] = KINDS[spec.kind](spec, this.useOf(name));
      this.kinds[name].el.dataset.control = name;
      this.listen(name);
    }
    this.rows = rows.map((row) => this.row(row));
    this.el.append(...this.rows.map(({ el }) => el));
    this.said = element("p", "lesson-why", { "aria-live": "polite" });
    this.copy = this.button(words.line, words.lineTitle, () => this.copyLine());
    const foot = element("div", "lesson-foot");
    foot.append(this.button(words.reset, words.resetTitle, () => session.ask({ reset: true })), this.copy);
    this.el.append(this.said, foot);
  }

  useOf(name) {
    const { session, words } = this;
    return {
      words,
      move: (value) => { this.touched = name; session.move(name, value); },
      press: () => session.ask({ press: name }),
      stopped: () => { this.touched = name; this.explain(); },
      refused: (values) => {
        const { label } = this.states[name], [first, last] = [values[0], values.at(-1)];
        const whole = values.length > 2 && values.length === last - first + 1;
        this.said.textContent = fill(whole ? words.limits : words.choices,
          { label, low: said(first), high: said(last), list: values.map(said).join(", ") });
      },
    };
  }

  // The kernel is told which control the hand is at, so that it can look ahead.
  listen(name) {
    const { el } = this.kinds[name];
    let dwell = 0;
    el.addEventListener("focusin", () => this.session.near(name));
    el.addEventListener("pointerenter", () => { dwell = setTimeout(() => this.session.near(name), 60); });
    el.addEventListener("pointerleave", () => clearTimeout(dwell));
  }

  row({ controls, heading, captions }) {
    const el = element("div", "lesson-row"), cells = element("div", "lesson-cells");
    const label = element("span", "lesson-name");
    label.textContent = heading;
    const heads = captions.map((words) => {
      const caption = element("span", "lesson-caption");
      caption.textContent = words;
      return caption;
    });
    const head = captions.length > controls.length ? heads.shift() : null;
    if (head) label.prepend(head);
    const places = controls.map((name, n) => {
      const cell = element("div", `lesson-cell lesson-${this.specs[name].kind}-cell`);
      if (heads[n]) cell.append(heads[n]);
      cell.append(this.kinds[name].el);
      cells.append(cell);
      return cell;
    });
    const bare = !heading && ["switch", "note", "button"].includes(this.specs[controls[0]].kind);
    if (!bare) el.append(label);
    if (controls.length > 2) el.classList.add("lesson-table");
    el.append(cells);
    return { el, label, controls, heading, heads, places, bare };
  }

  button(words, title, act) {
    const node = element("button", "lesson-button", { type: "button", title });
    node.textContent = words;
    node.addEventListener("click", act);
    return node;
  }

  show(states) {
    const before = this.states;
    this.states = states;
    for (const [name, state] of Object.entries(states)) {
      if (!sameValue(before[name], state)) this.kinds[name].show(state);
    }
    for (const { el, label, controls, heading, heads, places, bare } of this.rows) {
      const seen = controls.filter((name) => states[name].shown !== false);
      el.style.display = seen.length ? "" : "none";
      places.forEach((cell, n) => {
        cell.style.display = states[controls[n]].shown === false ? "none" : "";
        this.kinds[controls[n]].el.style.visibility = states[controls[n]].blank ? "hidden" : "";
      });
      for (const caption of heads) caption.style.visibility = seen.length > 1 ? "" : "hidden";
      if (!heading && !bare) label.textContent = states[controls[0]].label;
    }
    this.explain();
  }

  // Why a control stops short: that of the one that was moved last, else of the first that does.
  explain() {
    const limited = Object.keys(this.states).filter((name) => this.states[name].why);
    const name = limited.includes(this.touched) ? this.touched : limited[0];
    this.said.textContent = name ? this.states[name].why : "";
  }

  async copyLine() {
    await copyText(this.session.model.get("now").line);
    this.copy.textContent = this.words.copied;
    setTimeout(() => { this.copy.textContent = this.words.line; }, 1200);
  }
}
