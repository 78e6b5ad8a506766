// Several maps of the same size side by side: pointing at a position in one of them shows it in all.
// Elements of class "mover" are drawn for the position facts.at and moved by data-dy, data-dx px a step;
// with data-place it stands at facts.places[data-place], { rows, columns }, which need not be steps of one length;
// texts of class "follow" show what facts.follow[data-follow] has at the position.

class Maps {
  constructor(svg, facts, host) {
    Object.assign(this, { svg, facts, host });
    this.sum = [...svg.querySelectorAll(".sum text")];
    const walk = Object.fromEntries(Object.keys(facts.walk).map((part) => [part, facts.parts[part]]));
    walkable(svg, walk, facts.walk, host.state, (part, ...at) => this.stand(...at), () => false, () => {});
    const point = (event) => {
      const cell = cellAt(svg, facts.parts, event);
      if (!cell) return;
      if (event.type === "pointerdown") remember(host.state, cell);
      this.stand(cell.row, cell.column);
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    const [row, column] = host.state.at ?? facts.at;
    this.stand(Math.min(row, facts.lines.length - 1), Math.min(column, facts.lines[0].length - 1));
  }

  stand(row, column) {
    this.host.state.at = [row, column];
    const [r, c] = this.facts.at;
    for (const mover of this.svg.querySelectorAll(".mover")) {
      const { rows, columns } = this.facts.places?.[mover.dataset.place] ?? {};
      const down = rows ? rows[row] - rows[r] : row - r, across = columns ? columns[column] - columns[c] : column - c;
      mover.setAttribute("transform", `translate(${across * mover.dataset.dx} ${down * mover.dataset.dy})`);
    }
    for (const node of this.svg.querySelectorAll(".follow")) {
      node.textContent = format(this.facts.follow[node.dataset.follow][row][column]);
    }
    const lines = this.facts.lines[row][column];
    this.sum.forEach((node, n) => { node.textContent = lines[n]; });
    if (this.host.state.focused) this.host.say(lines.join(" "));
  }
}
