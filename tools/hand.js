// A hand in a page of JupyterLab: it moves the explorers' sliders, and takes the time until their pictures follow.
// It knows the sliders of ipywidgets too, so that commits before the explorers drew their own can be measured.
// An explorer is named by its place among the outputs that have a picture.

window.hand ??= (() => {
  const STAGE = ".lesson-stage, .bare-word";
  const SLIDERS = ".noUi-handle, [data-control] input[type=range], .lesson-chips";
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

  const outputs = () => [...document.querySelectorAll(".jp-OutputArea-output")].filter((el) => el.querySelector(STAGE));
  const stageOf = (place) => outputs()[place].querySelector(STAGE);
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled
    && node.getAttribute("aria-disabled") !== "true" && !node.closest("[disabled]");

  function sliders(place) {
    return [...outputs()[place].querySelectorAll(SLIDERS)].filter(seen);
  }
  const nameOf = (node) => (node.getAttribute("aria-label")
    ?? node.closest(".widget-slider").querySelector("label").textContent).replaceAll(",", "");
  const labels = (place) => sliders(place).map(nameOf);
  const find = (place, label) => sliders(place).find((node) => nameOf(node) === label);

  // What takes the keys, and how it stands.
  const keysOf = (node) => (node.matches(".lesson-chips") ? node.querySelector("input:checked") : node);
  const reading = (node) => (node.matches(".lesson-chips") ? node.querySelector("input:checked").parentNode.textContent
    : node.matches("input") ? node.value : node.getAttribute("aria-valuenow"));

  // How far a slider can go: the number of its places, as far as the page knows it.
  function length(node) {
    if (node.matches(".lesson-chips")) return node.querySelectorAll("input:enabled").length;
    if (node.matches("input")) return Number(node.max) - Number(node.min) + 1;
    return Number(node.getAttribute("aria-valuemax")) - Number(node.getAttribute("aria-valuemin")) + 1;
  }

  // Times from a key to the new picture, laid out

  let slider = null, step = null, steps = [], pictures = [], observer = null;
  const close = () => { if (step && slider) step.changed = reading(slider) !== step.before; step = null; };

  window.addEventListener("keydown", () => {
    if (!slider) return;
    close();
    step = { start: performance.now(), before: reading(slider), ms: null, changed: false };
    steps.push(step);
  }, true);

  function watch(place) {
    const stage = stageOf(place);
    stage.scrollIntoView({ block: "center" });
    observer?.disconnect();
    observer = new MutationObserver(() => {
      const { height } = (stage.firstElementChild ?? stage).getBoundingClientRect();  // the picture is laid out now
      const now = performance.now();
      pictures.push({ now, height });
      if (step && step.ms === null) step.ms = now - step.start;
    });
    observer.observe(stage, { childList: true });
    [slider, step, steps, pictures] = [null, null, [], []];
  }

  function hold(place, label) {
    close();
    slider = find(place, label);
    if (slider) keysOf(slider).focus({ preventScroll: true });
    return Boolean(slider);
  }

  const turned = () => Boolean(step) && reading(slider) === step.before;  // the last key moved nothing

  function taken() {
    close();
    observer?.disconnect();
    slider = null;
    return steps;
  }

  // Keys in the page's own time

  const press = (node, key, more = {}) => {
    const target = keysOf(node);
    target.focus({ preventScroll: true });
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  };

  // A key held down on the slider with most places: to its end, then back with the other key, and so on.
  async function heldDown(place, label, seconds, rate) {
    watch(place);
    let key = "ArrowRight", pressed = 0, moved = 0, turns = 0;
    const begin = performance.now(), end = begin + 1000 * seconds;
    while (performance.now() < end && turns < 2) {
      const node = find(place, label), before = reading(node);
      press(node, key, { repeat: pressed > 0 });
      pressed += 1;
      if (reading(node) === before) { key = key === "ArrowRight" ? "ArrowLeft" : "ArrowRight"; turns += 1; }
      else { moved += 1; turns = 0; }
      await wait(Math.max(0, begin + (pressed * 1000) / rate - performance.now()));
    }
    const stopped = performance.now();
    const within = pictures.filter(({ now }) => now <= stopped).length;
    observer.disconnect();
    return { moved, pictures: within, seconds: (stopped - begin) / 1000 };
  }

  // Many keys on any slider of an explorer, each answered or waited for.
  async function wander(place, times, seed) {
    const random = randomFrom(seed);
    watch(place);
    for (let n = 0; n < times; n += 1) {
      const nodes = sliders(place), node = nodes[Math.floor(random() * nodes.length)], before = pictures.length;
      press(node, random() < 0.5 ? "ArrowRight" : "ArrowLeft");
      for (let t = 0; t < 8 && pictures.length === before; t += 1) await wait(5);
    }
    observer.disconnect();
  }

  // Seeded numbers from 0 to 1 (mulberry32).
  function randomFrom(seed) {
    let a = seed;
    return () => {
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  const places = (place, label) => length(find(place, label));

  return { labels, places, press, wait, watch, hold, turned, taken, heldDown, wander, randomFrom };
})();
