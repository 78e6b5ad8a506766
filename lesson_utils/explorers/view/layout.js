// Where things stand: controls and play bar at the left of the picture, or above it where there is no room. The picture
// is as large as the room allows, and no text of it gets too small to read.

const LEAST_TEXT = 10 / 12.5;  // of the picture's own size
const LARGEST_WIDTH = 1600, LOW_ROOM = 600, MARGIN = 20;  // px

// The part of the page that scrolls, and in which an explorer is to be seen whole.
const windowOf = (el) => el.closest(".jp-WindowedPanel-outer, .jp-Notebook, .jp-NotebookPanel-notebook") ?? document.documentElement;

class Layout {
  constructor(root, stage) {
    Object.assign(this, { root, stage });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(root);
    const begin = () => {
      if (!root.isConnected) { this.frame = requestAnimationFrame(begin); return; }
      this.window = windowOf(root);
      this.observer.observe(this.window);
      this.fit();
      this.frame = setTimeout(() => this.bringIntoView(), 150);
    };
    begin();
  }

  fit() {
    const svg = this.stage.firstElementChild;
    if (!svg || !this.window) return;
    const room = this.window.clientHeight || window.innerHeight, compact = room < LOW_ROOM;
    this.root.classList.toggle("lesson-low", compact);
    const view = (svg.dataset.whole ??= svg.getAttribute("viewBox")).split(" ").map(Number);
    const fold = Number(svg.dataset.fold ?? view[3]), folded = compact && fold < view[3];
    const [width, height] = [view[2], folded ? fold : view[3]];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const across = this.stage.clientWidth, down = (room - MARGIN) * (width / height);
    const shown = Math.min(LARGEST_WIDTH, across, Math.max(down, width * LEAST_TEXT));
    svg.style.width = `${Math.max(shown, Math.min(width * LEAST_TEXT, width))}px`;
    // the arrow keys scroll a picture that is wider than the page
    if (this.stage.scrollWidth > this.stage.clientWidth + 1) this.stage.setAttribute("tabindex", "0");
    else this.stage.removeAttribute("tabindex");
  }

  // After a cell was run by hand the next one is active, and the explorer may lie below the window.
  bringIntoView() {
    const cell = this.root.closest(".jp-Cell"), next = cell?.nextElementSibling;
    if (!cell || ![cell, next].some((one) => one?.classList.contains("jp-mod-active"))) return;
    const box = this.root.getBoundingClientRect(), frame = this.window.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    this.window.scrollBy({ top: Math.min(box.top - frame.top - 8, Math.max(box.bottom - frame.bottom + 8, 0)) });
  }

  leave() { this.observer.disconnect(); cancelAnimationFrame(this.frame); clearTimeout(this.frame); }
}
