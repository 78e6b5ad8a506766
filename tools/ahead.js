// Random moves of all explorers of a page at once, as a hand makes them: is each picture that was shown ahead of the
// kernel's answer the kernel's own, and does it stay until the answer is there? Needs hand.js.

window.ahead ??= (() => {
  const { wait, press } = window.hand;
  const RARELY = 0.03;  // for what takes long, or brings all back to the start
  const QUIET = 120;  // ms without a word from the kernel
  const LONGEST = 30_000;  // ms
  const KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

  const roots = () => [...document.querySelectorAll(".lesson-explorer")].filter((el) => el.session);
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });

  // The controls that can be moved now, by id; beside them "weight", a weight on the picture, and "reset".
  function movable(root, random) {
    const named = [...root.querySelectorAll("[data-control]:not(.lesson-note)")].filter((node) => shown(node)
      && !(node.disabled || node.querySelector("input:disabled:only-of-type")));
    const often = named.filter((node) => !node.matches("button") || random() < RARELY);
    const editable = root.querySelector(".lesson-weight") && root.querySelector('[data-part="kernel"][tabindex]');
    return [...often.map((node) => node.dataset.control), ...(editable ? ["weight"] : []),
      ...(random() < RARELY ? ["reset"] : [])];
  }

  // What a hand does with one of them; says in words what it was.
  function act(root, name, random) {
    const pick = (list) => list[Math.floor(random() * list.length)];
    if (name === "reset") { root.querySelector(".lesson-foot button").click(); return "reset"; }
    if (name === "weight") {
      const kernel = root.querySelector('[data-part="kernel"][tabindex]'), key = pick(["+", "-", "7", "0"]);
      if (!kernel) return "nothing";
      kernel.focus({ preventScroll: true });
      for (const next of [pick(KEYS.slice(0, 4)), key]) {
        kernel.dispatchEvent(new KeyboardEvent("keydown", { key: next, bubbles: true, cancelable: true }));
      }
      return `weight ${key}`;
    }
    const node = root.querySelector(`[data-control="${name}"]`);
    if (!shown(node)) return "nothing";  // another move took it away
    if (node.matches("select")) {
      node.value = pick([...node.options].filter((option) => !option.selected)).value;
      node.dispatchEvent(new Event("change", { bubbles: true }));
      return `${name} ${node.value}`;
    }
    if (node.matches("button")) { node.click(); return name; }
    if (node.matches(".lesson-chips")) {
      if (random() < 0.5) { const key = pick(KEYS); press(node, key); return `${name} ${key}`; }
      const chip = pick([...node.querySelectorAll("input:enabled")]);
      chip.click();
      return `${name} ${chip.parentNode.textContent}`;
    }
    if (node.matches(".lesson-switch")) { node.querySelector("input").click(); return `${name} switched`; }
    const range = node.querySelector("input[type=range]"), way = random();
    if (way < 0.6) { const key = pick(KEYS); press(range, key); return `${name} ${key}`; }
    const place = Math.floor(random() * (Number(range.max) + 1));
    if (way < 0.9) {
      range.value = place;
      range.dispatchEvent(new Event("input", { bubbles: true }));
      return `${name} dragged to place ${place}`;
    }
    const readout = node.querySelector(".lesson-readout");  // a number that is not allowed is refused
    readout.value = String(place - 1);
    readout.dispatchEvent(new Event("change", { bubbles: true }));
    return `${name} typed ${place - 1}`;
  }

  const factsOf = (svg) => new DOMParser().parseFromString(svg, "text/html").querySelector("svg").dataset.facts;

  // What an explorer shows, in its session and on the page.
  function look(root) {
    const { svg, alt } = root.session.shown, drawn = root.querySelector(".lesson-stage svg");
    return { svg, alt, ...saying(root.session.states),
      drawn: drawn.getAttribute("aria-label") === alt && drawn.dataset.facts === factsOf(svg) };
  }

  // What the kernel says of it.
  function truth(root) {
    const { model } = root.session;
    return { svg: model.get("svg"), alt: model.get("alt"), ...saying(model.get("now").states), drawn: true };
  }

  const saying = (states) => Object.fromEntries(
    Object.entries(states).map(([name, state]) => [name, JSON.stringify(state)]));
  // The parts that differ; of a control with how it stood in both.
  const unlike = (one, other) => Object.keys(other).filter((part) => one[part] !== other[part])
    .map((part) => (["svg", "alt", "drawn"].includes(part) ? part : `${part} ${one[part]}, not ${other[part]}`));

  let heard = 0;
  const listened = new WeakSet();
  function listen(session) {
    if (listened.has(session)) return;
    listened.add(session);
    const hear = () => { heard = performance.now(); };
    session.model.on("msg:custom", hear);
    session.model.on("change:now", hear);
  }

  // Until every message is answered, and the kernel has sent what it had to send; the names of those that are not.
  async function quiet(all, roundTrip) {
    const begin = performance.now();
    for (;;) {
      await wait(10);
      const now = performance.now(), open = all.filter(({ session }) => session.inFlight || session.queue.length);
      if (now - begin > LONGEST) return open;
      if (!open.length && now - begin > roundTrip + QUIET && now - heard > QUIET) return [];
    }
  }

  // At least `moves` moves in rounds, one of each explorer in a round: { moves, ahead, wrong: [what], controls: ids }.
  async function play({ moves, roundTrip, seed, names }) {
    const random = window.hand.randomFrom(seed), all = roots().slice(0, names.length);
    const said = { moves: 0, ahead: 0, wrong: [], controls: {} };
    let visits = [];
    for (const { session } of all) listen(session);
    for (let round = 0; said.moves < moves; round += 1) {
      if (round % 3 === 0) {  // a hand comes to another control, which it moves three times
        visits = all.map((root) => {
          const can = movable(root, random), name = can[Math.floor(random() * can.length)];
          root.querySelector(`[data-control="${name}"]`)?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
          return name;
        });
        await quiet(all, roundTrip);
      }
      const records = all.map((root, n) => {
        const { session } = root, times = random() < 0.4 ? 3 : 1, done = [];  // sometimes faster than any answer
        let moved = false, wasAhead = false;
        for (let k = 0; k < times; k += 1) {
          const before = { ...session.stats, number: session.number };
          done.push(act(root, visits[n], random));
          const { stats, number } = session;
          const any = stats.ahead + stats.asked > before.ahead + before.asked || number > before.number;
          if (!any) continue;
          said.moves += 1;
          moved = true;
          wasAhead = stats.ahead > before.ahead;
          said.ahead += wasAhead;
        }
        if (!moved) return null;
        said.controls[`${names[n]} ${visits[n]}`] = (said.controls[`${names[n]} ${visits[n]}`] ?? 0) + 1;
        const stage = root.querySelector(".lesson-stage");
        const record = { root, name: names[n], done, wasAhead, redrawn: 0 };
        record.picture = wasAhead && look(root);
        record.observer = new MutationObserver((changes) => { record.redrawn += changes.length; });
        record.observer.observe(stage, { childList: true });
        return record;
      }).filter(Boolean);
      const open = await quiet(all, roundTrip);
      for (const { root, name, done, wasAhead, redrawn, picture, observer } of records) {
        observer.disconnect();
        const told = truth(root), tell = (what) => said.wrong.push(`${name}, ${done.join(", ")}: ${what}`);
        if (open.includes(root)) { tell("no answer"); continue; }
        const early = wasAhead ? unlike(picture, told) : [], late = unlike(look(root), told);
        if (early.length) tell(`ahead of the answer, not as in the answer: ${early.join(", ")}`);
        if (late.length) tell(`after the answer, not as in the answer: ${late.join(", ")}`);
        if (wasAhead && redrawn) tell("the picture ahead of the answer was replaced");
      }
    }
    return said;
  }

  // What is not as the kernel has it, once that has answered everything.
  async function unlikeKernel(place, roundTrip) {
    const root = roots()[place];
    listen(root.session);
    const open = await quiet([root], roundTrip);
    return open.length ? ["no answer"] : unlike(look(root), truth(root));
  }

  return { play, unlikeKernel };
})();
