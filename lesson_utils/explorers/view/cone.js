// A stack of layers, unit by unit: pointing at a unit shows what it reads below and what it feeds above.

class Cone {
  constructor(svg, facts, host) {
    Object.assign(this, { svg, facts, host, last: facts.taps.length });
    this.group = svg.querySelector(".cone");
    this.sum = svg.querySelectorAll(".sum text");
    const labels = Object.fromEntries(facts.names.map((name, layer) => [`layer${layer}`,
      fill(facts.words.walk, { layer: name })]));
    const layerOf = (part) => Number(part.slice(5));
    walkable(svg, facts.parts, labels, host.state, (part, row, unit) => this.pick(layerOf(part), unit), () => false,
      () => {});
    const point = (event) => {
      const cell = cellAt(svg, facts.parts, event);
      if (!cell) return;
      if (event.type === "pointerdown") remember(host.state, cell);
      this.pick(layerOf(cell.part), cell.column);
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    if (host.state.unit && host.state.depth === this.last) {
      const [layer, unit] = host.state.unit;
      this.pick(layer, Math.min(unit, this.units(layer) - 1));
    }
    host.state.depth = this.last;  // a stack of another depth starts with its own output
  }

  pick(layer, unit) {
    const key = `${layer} ${unit}`;
    if (key === this.key) return;
    this.key = key;
    this.host.state.unit = layer === this.last && unit === this.facts.at[1] ? null : [layer, unit];
    const below = this.below(layer, unit), above = this.above(layer, unit);
    const { colours } = this.facts, marks = [];
    for (let l = layer; l > 0; l--) marks.push(this.wires(l, [...below[l].keys()], (tap) => below[l - 1].has(tap)));
    for (let l = layer + 1; l <= this.last; l++) {
      const feeding = new Set(above[l - 1]);
      marks.push(this.wires(l, above[l], (tap) => feeding.has(tap)));
    }
    for (let l = 1; l < layer; l++) marks.push(this.cells(l, [...below[l].keys()], colours.between));
    for (let l = layer + 1; l <= this.last; l++) {
      marks.push(this.cells(l, above[l], l === this.last ? colours.output : colours.between));
    }
    if (layer) marks.push(this.pixels(below[0]));
    const own = layer === this.last ? colours.output : layer ? colours.between : colours.input;
    marks.push(this.cells(layer, [unit], own, `stroke="${colours.ink}" stroke-width="2"`));
    this.group.innerHTML = marks.join("");
    this.write(layer, unit, below[0].size, above);
  }

  units(layer) { return this.facts.parts[`layer${layer}`].columns; }

  // The units of each layer that one unit reads, with the number of paths: padding is left out.
  below(layer, unit) {
    const levels = { [layer]: new Map([[unit, 1]]) };
    for (let l = layer; l > 0; l--) {
      const paths = levels[l - 1] = new Map();
      for (const [u, count] of levels[l]) for (const tap of this.facts.taps[l - 1][u]) {
        if (tap >= 0 && tap < this.units(l - 1)) paths.set(tap, (paths.get(tap) ?? 0) + count);
      }
    }
    return levels;
  }

  above(layer, unit) {
    const levels = { [layer]: [unit] };
    for (let l = layer + 1; l <= this.last; l++) {
      const fed = new Set(levels[l - 1]);
      levels[l] = this.facts.taps[l - 1].flatMap((taps, u) => (taps.some((tap) => fed.has(tap)) ? [u] : []));
    }
    return levels;
  }

  left(layer, unit) {
    const { x, width, cell } = this.facts.parts[`layer${layer}`];
    return x + (unit + 0.5) * width - cell / 2;
  }

  cells(layer, units, fill, more = "") {
    const { y, cell } = this.facts.parts[`layer${layer}`], { inset } = this.facts, side = cell - 2 * inset;
    const path = units.map((u) => `M${this.left(layer, u) + inset} ${y + inset}h${side}v${side}h${-side}z`);
    return `<path d="${path.join("")}" fill="${fill}" ${more} data-units="${layer}: ${units.join(" ")}"/>`;
  }

  wires(layer, units, reaches) {
    const from = this.facts.parts[`layer${layer}`], to = this.facts.parts[`layer${layer - 1}`], half = from.cell / 2;
    const path = units.flatMap((u) => this.facts.taps[layer - 1][u].filter(reaches).map((tap) =>
      `M${this.left(layer, u) + half} ${from.y + from.cell}L${this.left(layer - 1, tap) + half} ${to.y}`));
    return `<path d="${path.join("")}" fill="none" stroke="${this.facts.colours.wire}" stroke-opacity="0.5"/>`;
  }

  pixels(paths) {
    if (!paths.size) return "";
    const { shades, colours, numbers } = this.facts, { y, cell } = this.facts.parts.layer0;
    const first = Math.min(...paths.keys()), last = Math.max(...paths.keys()), most = Math.max(...paths.values());
    const marks = [], holes = [];
    for (let p = first; p <= last; p++) {
      if (paths.has(p)) marks.push(this.cells(0, [p], shades[Math.round((20 * paths.get(p)) / most)]));
      else holes.push(p);
    }
    marks.push(this.cells(0, holes, colours.card, `class="never-read" stroke="${colours.never}" stroke-width="1.5"`));
    for (let p = first; numbers && p <= last; p++) {
      marks.push(label(this.left(0, p) + cell / 2, y + cell / 2, paths.get(p) ?? 0, 12.5,
        `fill="${paths.has(p) ? colours.ink : colours.neverInk}"`));
    }
    const left = this.left(0, first) + 1, right = this.left(0, last) + cell - 1, foot = y + cell + 7;
    marks.push(`<path d="M${left} ${foot}v8H${right}v-8" fill="none" stroke="${colours.ink}" stroke-width="1.5"/>`);
    marks.push(label((left + right) / 2, foot + 24, last - first + 1, 14, 'font-weight="700"'));
    return marks.join("");
  }

  words(layer, unit, read) {
    const [size, jump, start] = this.facts.fields[layer], first = start + unit * jump, last = first + size - 1;
    const inside = Math.max(0, Math.min(last, this.units(0) - 1) - Math.max(first, 0) + 1);
    const template = this.facts.words.reads[Number(inside < size)][Number(read === inside && read > 1)];
    return fill(template, { layer: this.facts.names[layer], unit, size, first: format(first), last: format(last),
      inside, read });
  }

  write(layer, unit, read, above) {
    const { names, words } = this.facts, feeds = [];
    for (let l = layer + 1; l <= this.last; l++) {
      const n = above[l].length, place = { layer: names[l] };
      feeds.push(feeds.length ? fill(words.next, { ...place, n }) : fillCount(words.first, n, place));
    }
    const lines = [layer ? this.words(layer, unit, read) : fill(words.pixel, { unit }),
      feeds.length ? fill(words.feeds, { list: feeds.join(", ") }) : ""];
    this.sum.forEach((node, n) => { node.textContent = lines[n]; });
    if (this.host.state.focused) this.host.say(lines.join("; "));
  }
}

function label(x, y, words, size, more) {
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="middle" dominant-baseline="central" ${more}>${words}</text>`;
}
