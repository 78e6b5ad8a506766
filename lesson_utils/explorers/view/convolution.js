// One convolution: an output cell shows its inputs and its sum, a weight the inputs it multiplies, an input cell
// the outputs it feeds. The bar under the picture moves the window and edits the weights.

class Convolution {
  constructor(svg, facts, host) {
    Object.assign(this, { svg, facts, host });
    this.count = facts.rowTaps.length * facts.columnTaps.length;
    this.marks = Object.fromEntries(["input", "kernel", "output"].map(
      (part) => [part, svg.querySelector(`[data-part="${part}"] .marks`)]));
    this.window = svg.querySelector(".window");
    this.here = svg.querySelector(".here");
    this.sum = svg.querySelector(".sum");
    const { size, values, words } = facts;
    const label = (template, [rows, columns]) => fill(template, { rows, columns });
    const sizeOf = (map) => [map.length, map[0].length];
    walkable(svg, facts.parts, {
      input: label(words.walkInput, size),
      kernel: label(host.send ? words.walkEditable : words.walkKernel, sizeOf(values.kernel)),
      output: label(words.walkOutput, sizeOf(values.output)),
    }, host.state, (...cell) => this.pick(...cell), (...key) => this.key(...key), () => this.stand());
    svg.addEventListener("pointermove", (event) => this.point(event));
    svg.addEventListener("pointerdown", (event) => this.point(event, true));
    svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") { this.last = null; this.stand(); } });
    this.bar = host.bar.player ??= new Player(host);
    this.bar.attach(this);
    this.stand();
  }

  leave() { this.bar.detach(); }

  point(event, pressed = false) {
    const cell = cellAt(this.svg, this.facts.parts, event);
    const key = cell && `${cell.part} ${cell.row} ${cell.column}`;
    if (key === this.last && !pressed) return;
    this.last = key;
    if (!cell) return this.stand();
    this.bar.pause();
    if (pressed) remember(this.host.state, cell);
    this.pick(cell.part, cell.row, cell.column);
    if (pressed && this.host.send && cell.part === "kernel") this.bar.edit(cell.row, cell.column, true);
  }

  pick(part, row, column) {
    if (part === "output") this.standAt(row, column);
    else if (part === "kernel") this.showWeight(row, column);
    else this.showInput(row, column);
  }

  key(part, row, column, key) {
    const step = { "+": 1, "=": 1, "-": -1, _: -1 }[key], digit = /^[0-9]$/.test(key);
    if (!this.host.send || part !== "kernel" || !(step || digit)) return false;
    this.bar.change(row, column, digit ? Number(key) : this.facts.values.kernel[row][column] + step);
    return true;
  }

  // The window: position index = row · columns + column, kept while the sliders change the picture.
  get columns() { return this.facts.columnTaps.length; }

  stand() {
    const { state } = this.host;
    state.at ??= this.facts.at;
    this.standAt(Math.min(state.at[0], this.facts.rowTaps.length - 1), Math.min(state.at[1], this.columns - 1), false);
  }

  standAt(row, column, keep = true, smooth = false) {
    const { facts, host } = this;
    if (keep) host.state.at = [row, column];
    const [r, c] = facts.at;
    const move = (dy, dx, cell) => `translate(${dx * cell} ${dy * cell})`;
    glide(this.window, move(facts.rowTaps[row][0] - facts.rowTaps[r][0],
      facts.columnTaps[column][0] - facts.columnTaps[c][0], facts.parts.input.cell), smooth);
    glide(this.here, move(row - r, column - c, facts.parts.output.cell), smooth);
    this.reveal(true);
    this.write(this.sumLines(row, column));
    this.bar.show(row * this.columns + column, this.count);
  }

  reveal(window) {
    for (const part of Object.values(this.marks)) if (part.firstChild) part.replaceChildren();
    this.window.style.display = this.here.style.display = window ? "" : "none";
  }

  showWeight(i, j) {
    const { rowTaps, columnTaps, values, colours, pad, words } = this.facts, w = values.kernel[i][j];
    this.reveal(false);
    this.mark("kernel", [[i, j, "none"]]);
    const cells = new Set();
    for (const r of rowTaps) for (const c of columnTaps) cells.add(`${r[i] + pad[0]},${c[j] + pad[1]}`);
    this.mark("input", [...cells].map((cell) => [...cell.split(",").map(Number), w ? this.colour(w) : colours.zero]));
    this.write([fillCount(words.weight, cells.size, { i, j, value: format(w) })]);
  }

  showInput(row, column) {
    const { rowTaps, columnTaps, values, pad, size, colours, words } = this.facts;
    const r = row - pad[0], c = column - pad[1];
    const inside = r >= 0 && r < size[0] && c >= 0 && c < size[1];
    const fed = [], used = [];
    rowTaps.forEach((rows, p) => columnTaps.forEach((columns, q) => {
      const i = rows.indexOf(r), j = columns.indexOf(c);
      if (i < 0 || j < 0) return;
      fed.push([p, q, this.colour(values.kernel[i][j])]);
      used.push([i, j, "none"]);  // an outline only: the kernel's cells have their colour already
    }));
    this.reveal(false);
    this.mark("input", [[row, column, colours.input]]);
    this.mark("output", fed);
    this.mark("kernel", used);
    const places = { r, c, value: inside ? format(values.input[r][c]) : "", i: used[0]?.[0], j: used[0]?.[1] };
    this.write([fed.length ? fillCount(inside ? words.feeds : words.zeroFeeds, fed.length, places)
      : fill(inside ? words.unread : words.zeroUnread, places)]);
  }

  colour(weight) {
    const { positive, negative, zero } = this.facts.colours;
    return weight > 0 ? positive : weight < 0 ? negative : zero;
  }

  mark(part, cells) {
    const { x, y, cell } = this.facts.parts[part], side = cell - 3;
    this.marks[part].innerHTML = cells.map(([r, c, fill]) => `<rect x="${x + c * cell + 1.5}" y="${y + r * cell + 1.5}"
      width="${side}" height="${side}" rx="3" fill="${fill}" stroke="${this.facts.colours.ink}" stroke-width="${fill === "none" ? 2.5 : 1.5}"
      data-cell="${r},${c}"/>`).join("");
  }

  sumLines(row, column) {
    const { rowTaps, columnTaps, values, size, letters, words } = this.facts, terms = [];
    rowTaps[row].forEach((r, i) => columnTaps[column].forEach((c, j) => {
      const inside = r >= 0 && r < size[0] && c >= 0 && c < size[1], w = values.kernel[i][j];
      if (w) terms.push(`${factor(inside ? values.input[r][c] : 0)}·${factor(w)}`);
    }));
    const lines = [fill(words.output, { row, column })];
    terms.forEach((term, n) => {
      const piece = n ? ` + ${term}` : ` ${term}`;
      if (lines.at(-1).length + piece.length > letters) lines.push("   ");
      lines[lines.length - 1] += piece;
    });
    lines[lines.length - 1] += `${terms.length ? " = " : " "}${format(values.output[row][column])}`;
    return lines;
  }

  write(lines) {
    const first = this.sum.firstElementChild;
    while (this.sum.children.length > lines.length) this.sum.lastElementChild.remove();
    lines.forEach((line, n) => {
      const node = this.sum.children[n] ?? this.sum.appendChild(first.cloneNode());
      node.setAttribute("y", Number(first.getAttribute("y")) + n * this.facts.lineHeight);
      node.textContent = line;
    });
    if (this.host.state.focused) this.host.say(lines.join(" "));
  }
}

// The bar under the picture: play, pause, step, scrub, speed; copy the line of code; edit a weight.
class Player {
  constructor(host) {
    this.host = host;
    const button = (label, title, act) => {
      const node = element("button", "lesson-button", { type: "button", title, "aria-label": title });
      node.textContent = label;
      node.addEventListener("click", act);
      return node;
    };
    const { words } = host;
    this.play = button("▶", words.play, () => (this.timer ? this.pause() : this.start()));
    this.scrub = element("input", "lesson-scrub", { type: "range", min: 0, "aria-label": words.position });
    this.scrub.addEventListener("input", () => { this.pause(); this.go(Number(this.scrub.value)); });
    this.place = element("span", "lesson-place");
    this.speed = element("select", "lesson-select", { "aria-label": words.speed });
    for (const [name, ms] of [["slow", 1200], ["normal", 500], ["fast", 120]]) {
      this.speed.append(new Option(words[name], ms, name === "normal", name === "normal"));
    }
    this.speed.addEventListener("change", () => { if (this.timer) { this.pause(); this.start(); } });
    this.weight = element("input", "lesson-weight", { type: "number", min: -9, max: 9, step: 1 });
    this.weight.addEventListener("input", () => {
      const value = Number(this.weight.value);  // "-" alone is no number yet, and 1.5 or 25 is not to be a weight
      if (this.weight.value !== "" && Number.isInteger(value) && Math.abs(value) <= 9) this.change(...this.cell, value);
    });
    this.weight.addEventListener("blur", () => this.edit(...this.cell));  // shows what the weight is in truth
    this.weightName = element("span");
    this.weightLabel = element("label", "lesson-label");
    this.weightLabel.append(this.weightName, this.weight, words.range);
    this.copy = button(words.copy, words.copyTitle, () => this.copyLine());
    this.copy.removeAttribute("aria-label");
    host.bar.append(this.play, button("‹", words.back, () => this.step(-1)),
      button("›", words.on, () => this.step(1)), this.scrub, this.place, this.speed,
      ...(host.send ? [this.weightLabel] : []), this.copy);
  }

  attach(behaviour) {
    this.behaviour = behaviour;
    this.edit(...(this.cell ?? [0, 0]));
  }

  detach() { this.behaviour = null; }

  start() {
    const state = this.host.state;
    this.play.textContent = "❚❚";
    this.play.title = this.host.words.pause;
    this.play.setAttribute("aria-label", this.play.title);
    this.timer = state.timer = setInterval(() => {
      if (!this.play.isConnected) this.pause();
      else if (this.behaviour) this.go((this.index + 1) % this.behaviour.count);
    }, Number(this.speed.value));
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "▶";
    this.play.title = this.host.words.play;
    this.play.setAttribute("aria-label", this.play.title);
  }

  step(by) {
    this.pause();
    this.go((this.index + by + this.behaviour.count) % this.behaviour.count);
  }

  go(index) {
    const { columns } = this.behaviour;
    this.behaviour.standAt(Math.floor(index / columns), index % columns, true, true);
  }

  show(index, count) {
    this.index = index;
    this.scrub.max = count - 1;
    this.scrub.value = index;
    this.place.textContent = fill(this.host.words.place, { n: index + 1, all: count });
  }

  edit(row, column, focus = false) {
    if (!this.behaviour) return;
    const kernel = this.behaviour.facts.values.kernel;
    this.cell = [Math.min(row, kernel.length - 1), Math.min(column, kernel[0].length - 1)];
    if (focus) setTimeout(() => { this.weight.focus(); this.weight.select(); });  // after the press has had its focus
    else if (document.activeElement === this.weight) return;  // someone is typing
    this.weight.value = kernel[this.cell[0]][this.cell[1]];
    this.weightName.textContent = `weight[${this.cell.join(", ")}] =`;
  }

  change(row, column, value) {
    const whole = Math.max(-9, Math.min(9, value));
    this.cell = [row, column];
    this.host.send({ edit: [row, column, whole] });
  }

  async copyLine() {
    await copyText(this.behaviour.svg.querySelector(".code").textContent);
    this.copy.textContent = this.host.words.copied;
    setTimeout(() => { this.copy.textContent = this.host.words.copy; }, 1200);
  }
}
