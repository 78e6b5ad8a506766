// Motion that explains: what stays the same from one picture to the next moves to its new place instead of jumping.
// The new picture is there at once, with its numbers; only its parts start from where they stood. Elements are the
// same if they have the same data-key; wires that vanish fade.

const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)");
const GLIDE = { duration: 200, easing: "ease-out" }, SMALL = 80;  // ms; px

// The keyed elements of a picture: key -> { node, box }.
function keyed(svg) {
  const found = new Map();
  if (!svg || calm?.matches || document.hidden) return found;
  for (const node of svg.querySelectorAll("[data-key]")) {
    found.set(node.dataset.key, { node, box: node.getBoundingClientRect() });
  }
  return found;
}

// Let the parts of a new picture come from where they stood in the one before.
function moveFrom(before, svg) {
  if (!before.size || calm?.matches) return;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width || 1, after = keyed(svg);
  for (const [key, { node, box }] of after) {
    const old = before.get(key)?.box;
    if (!old || !isSame(old, box) || node.querySelector("[data-key]")) continue;  // what it holds moves itself
    const dx = scale * (old.left + old.right - box.left - box.right) / 2;
    const dy = scale * (old.top + old.bottom - box.top - box.bottom) / 2;
    if (Math.abs(dx) + Math.abs(dy) < 1) continue;
    Object.assign(node.style, { transformBox: "fill-box", transformOrigin: "center" });
    const from = `translate(${dx}px, ${dy}px) scale(${old.width / box.width}, ${old.height / box.height})`;
    node.animate([{ transform: from }, { transform: "none" }], GLIDE);
  }
  for (const [key, { node }] of before) if (node.classList.contains("wire") && !after.has(key)) fade(node, svg);
}

// A cell may change its size a little, a map may not: then it is another one.
const isSame = (old, box) => old.width && box.width && (Math.abs(old.width - box.width) + Math.abs(old.height - box.height) < 2
  || (box.width < SMALL && old.width < SMALL && Math.max(old.width / box.width, box.width / old.width) < 2));

function fade(node, svg) {
  let ghost = node.cloneNode(true);
  for (const name of Object.keys(ghost.dataset)) delete ghost.dataset[name];  // nobody is to point at it
  ghost.classList.remove("on");
  for (let home = node.parentNode; home && home.localName !== "svg"; home = home.parentNode) {
    const around = home.cloneNode(false);  // it keeps the look that its groups give it
    around.append(ghost);
    ghost = around;
  }
  ghost.classList.add("lesson-ghost");
  svg.append(ghost);
  ghost.animate([{ opacity: 0.7 }, { opacity: 0 }], GLIDE).finished.then(() => ghost.remove(), () => ghost.remove());
}

// Move an element by its transform, gliding if it is to be followed by the eye.
function glide(node, transform, smooth) {
  const before = node.getAttribute("transform");
  node.setAttribute("transform", transform);
  if (!smooth || calm?.matches || !before || before === transform) return;
  const css = (words) => words.replace(/translate\((\S+) (\S+)\)/, "translate($1px, $2px)");
  node.animate([{ transform: css(before) }, { transform: css(transform) }], GLIDE);
}
