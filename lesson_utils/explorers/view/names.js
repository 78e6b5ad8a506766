// What a screen reader needs and ipywidgets leaves out: the name of a slider's handle and of a list without a
// description, and the value that a slider over chosen numbers shows, where the handle itself tells its index.
// A name is the label beside the control, after the heading of its row if it has one: "layer 2 stride".

function nameControls(explorer) {
  for (const control of explorer.querySelectorAll(".widget-slider .noUi-handle, .widget-dropdown select")) {
    const widget = control.closest(".widget-slider, .widget-dropdown"), label = widget.querySelector(".widget-label");
    const heading = widget.closest(".lesson-compact")?.querySelector("b")?.textContent;
    const name = [heading, label.textContent || label.title].filter(Boolean).join(" ");
    if (control.getAttribute("aria-label") !== name) control.setAttribute("aria-label", name);
    const shown = widget.querySelector(".widget-readout")?.textContent;
    if (shown) control.setAttribute("aria-valuetext", shown);
  }
}

// From now on, also when a label changes; returns a function that ends it.
function keepNamed(el) {
  let frame = 0, explorer = null;
  const observer = new MutationObserver((changes) => {
    if (!changes.every((change) => el.contains(change.target))) nameControls(explorer);
  });
  const begin = () => {
    explorer = el.closest(".lesson-explorer");
    if (!explorer) { frame = requestAnimationFrame(begin); return; }  // not in the page yet
    nameControls(explorer);
    observer.observe(explorer, { childList: true, characterData: true, subtree: true });
  };
  begin();
  return () => { cancelAnimationFrame(frame); observer.disconnect(); };
}
