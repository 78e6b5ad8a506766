// Channels and groups: pick an output and see its inputs, pick an input and see the outputs it reaches.

class Groups {
  constructor(svg, facts, host) {
    Object.assign(this, { svg, facts, host });
    this.sum = svg.querySelector(".sum text");
    const { inputs, outputs } = facts.parts;
    walkable(svg, { inputs, outputs }, {
      inputs: host.words.inputs,
      outputs: host.words.outputs,
    }, host.state, (part, row) => this.pick(part === "inputs" ? "input" : "output", row), () => false, () => {});
    const point = (event) => {
      const cell = cellAt(svg, facts.parts, event);
      if (!cell) return;
      if (event.type === "pointerdown") remember(host.state, cell);
      if (cell.part === "heads") this.pick("input", cell.column);
      else this.pick(cell.part === "inputs" ? "input" : "output", cell.row);
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    const [what, channel] = host.state.picked ?? facts.picked;
    this.pick(what, Math.min(channel, facts.sentences[what].length - 1));
  }

  pick(what, channel) {
    const key = `${what} ${channel}`;
    if (key === this.last) return;
    this.last = key;
    this.host.state.picked = [what, channel];
    const name = what === "input" ? "i" : "o";
    for (const mark of this.svg.querySelectorAll("[data-o]")) {
      const on = Number(mark.dataset[name]) === channel;
      mark.classList.toggle("on", on);
      mark.classList.toggle("off", !on && mark.classList.contains("wire"));
    }
    const linked = what === "output" ? this.facts.inputs[channel].map((i) => `i${i}`)
      : this.facts.inputs.flatMap((inputs, o) => (inputs.includes(channel) ? [`o${o}`] : []));
    const on = new Set([...linked, `${name}${channel}`]);
    for (const node of this.svg.querySelectorAll(".node")) node.classList.toggle("on", on.has(node.dataset.node));
    this.sum.textContent = this.facts.sentences[what][channel];
    if (this.host.state.focused) this.host.say(this.sum.textContent);
  }
}
