// The browser's side of every explorer: shows the picture that Python sends, and brings it to life.
// A behaviour is a class in BEHAVIOURS, named by the "kind" in the picture's data-facts. It gets the <svg>,
// its facts, and a host: { state (kept while the picture changes), bar, words, say(words), send(message) }.
// Nothing here asks the kernel; only an edited weight is sent to it. A page without a kernel has no host.send.
// No sentence stands here: a picture's facts bring its own, and host.words (view_words.py) those of the bar.

function element(tag, cls, attributes = {}) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function enliven(svg, host) {
  const facts = svg.dataset.facts ? JSON.parse(svg.dataset.facts) : {};
  const Behaviour = BEHAVIOURS[facts.kind];
  return Behaviour ? new Behaviour(svg, facts, host) : null;
}

// Which cell of which part of the picture lies under a pointer: { part, row, column }, or null.
function cellAt(svg, parts, event) {
  const frame = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / frame.width;
  const x = (event.clientX - frame.left) * scale, y = (event.clientY - frame.top) * scale;
  for (const [part, grid] of Object.entries(parts)) {
    const row = Math.floor((y - grid.y) / grid.cell), column = Math.floor((x - grid.x) / (grid.width ?? grid.cell));
    if (row >= 0 && row < grid.rows && column >= 0 && column < grid.columns) return { part, row, column };
  }
  return null;
}

// A press on a cell is where the arrow keys go on from.
function remember(state, { part, row, column }) {
  if (state.cursors?.[part]) Object.assign(state.cursors[part], { row, column });
}

// Make each grid of a picture a tab stop in which the arrow keys move: calls onCell(part, row, column).
function walkable(svg, parts, labels, state, onCell, onKey, onLeave) {
  for (const [part, grid] of Object.entries(parts)) {
    const group = svg.querySelector(`[data-part="${part}"]`);
    if (!group) continue;
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "application");
    group.setAttribute("aria-label", labels[part]);
    const cursor = (state.cursors ??= {})[part] ??= { row: 0, column: 0 };
    const clamp = () => {
      cursor.row = Math.max(0, Math.min(grid.rows - 1, cursor.row));
      cursor.column = Math.max(0, Math.min(grid.columns - 1, cursor.column));
    };
    clamp();
    group.addEventListener("focus", () => { state.focused = part; onCell(part, cursor.row, cursor.column); });
    group.addEventListener("blur", () => { if (group.isConnected) { state.focused = null; onLeave(); } });
    group.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (step) {
        cursor.row += step[0]; cursor.column += step[1];
        clamp();
        onCell(part, cursor.row, cursor.column);
      } else if (!onKey(part, cursor.row, cursor.column, event.key)) return;
      event.preventDefault();
      event.stopPropagation();  // or JupyterLab would take the key as a command for the cell
    });
  }
}

const format = (value) => String(Math.round(value * 100) / 100).replace("-", "−");
const factor = (value) => (value < 0 ? `(${format(value)})` : format(value));

// A sentence of Python's with its places filled in; of a pair of sentences the one for that count.
const fill = (template, places) => template.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
const fillCount = (pair, n, places) => fill(pair[n === 1 ? 0 : 1], { ...places, n });

async function copyText(words) {
  try { await navigator.clipboard.writeText(words); } catch {
    const area = element("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

let views = 0;

function render({ model, el }) {
  const live = Boolean(model.send), words = model.get("words");
  el.classList.add("lesson-explorer", "lesson-view");
  const side = element("div", "lesson-side"), frame = element("div", "lesson-frame"), stage = element("div", "lesson-stage");
  const own = `hatch${(views += 1)}`;
  const spoken = element("div", "lesson-live", { "aria-live": "polite" });
  const bar = element("div", "lesson-bar"), waiting = element("div", "lesson-waiting", { role: "status" });
  frame.append(stage, waiting);
  const host = {
    state: {}, bar, words,
    say: (said) => { spoken.textContent = said; },
    send: live && ((message) => session.ask(message)),
  };
  let behaviour = null, shown = null;
  const draw = (picture) => {
    if (shown && shown.svg === picture.svg && shown.alt === picture.alt) return;
    shown = picture;
    const focused = host.state.focused;
    // ids are the page's, and a pattern in a hidden tab draws nothing: each view has its own
    const before = keyed(stage.firstElementChild);
    stage.innerHTML = picture.svg.replaceAll("hatch", own);
    const svg = stage.firstElementChild;
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", picture.alt);
    behaviour?.leave?.();
    behaviour = enliven(svg, host);
    bar.hidden = !bar.firstChild;
    bar.style.visibility = behaviour?.bar ? "" : "hidden";  // keeps its place while there is nothing to play
    layout.fit();
    moveFrom(before, svg);
    if (focused) svg.querySelector(`[data-part="${focused}"]`)?.focus({ preventScroll: true });
  };
  const view = {
    take: (picture, states) => { panel.show(states); draw(picture); },
    wait: (late) => {
      stage.classList.toggle("lesson-late", late);
      waiting.textContent = late ? words.waiting : "";
    },
  };
  const session = live ? Session.join(model, view) : null;
  const panel = live ? new Panel(session, model.get("panel"), words) : null;
  el.session = session;
  const grid = element("div", "lesson-grid");
  if (live) side.append(panel.el, bar);
  grid.append(...(live ? [side, frame] : [frame, bar]));
  el.append(grid, spoken);
  const layout = new Layout(el, stage);
  if (live) view.take(session.shown, session.states);
  else draw({ svg: model.get("svg"), alt: model.get("alt") });
  return () => { clearInterval(host.state.timer); layout.leave(); session?.leave(view); };
}
