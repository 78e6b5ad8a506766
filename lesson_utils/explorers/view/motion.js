// Motion that explains: what stays the same from one picture to the next moves to its new place instead of jumping.
// The new picture is there at once, with its numbers; only its parts start from where they stood. Elements are the
// same if they have the same data-key; wires that vanish fade.

const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)");
const GLIDE = { duration: 200, easing: "ease-out" };

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
  const frame = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / frame.width || 1;
  const after = keyed(svg);
  for (const [key, { node, box }] of after) {
    const old = before.get(key)?.box;
    if (!old || !old.width || Math.abs(old.width - box.width) > 1 || Math.abs(old.height - box.height) > 1) continue;
    const dx = (old.left - box.left) * scale, dy = (old.top - box.top) * scale;
    if (Math.abs(dx) + Math.abs(dy) < 1 || node.querySelector("[data-key]")) continue;  // what it holds moves itself
    node.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], GLIDE);
  }
  for (const [key, { node }] of before) {
    if (after.has(key) || !node.classList.contains("wire")) continue;
    const ghost = node.cloneNode(true);
    ghost.removeAttribute("data-key");
    ghost.classList.add("lesson-ghost");
    svg.append(ghost);
    ghost.animate([{ opacity: 0.6 }, { opacity: 0 }], GLIDE).finished.then(() => ghost.remove(), () => ghost.remove());
  }
}

// Move an element by its transform, gliding if it is to be followed by the eye.
function glide(node, transform, smooth) {
  const before = node.getAttribute("transform");
  node.setAttribute("transform", transform);
  if (!smooth || calm?.matches || !before || before === transform) return;
  const css = (words) => words.replace(/translate\((\S+) (\S+)\)/, "translate($1px, $2px)");
  node.animate([{ transform: css(before) }, { transform: css(transform) }], GLIDE);
}
