// Single keys for the desk: each presses the button or follows the link that names it. Moving never decides.
"use strict";
const KEPT = "foreseen-keys";
let on = localStorage.getItem(KEPT) !== "off";
const show = () => {
  const box = document.getElementById("keys-on");
  if (box) box.checked = on;
  const wrong = document.querySelector("#refused > *") ?? document.getElementById("not-written");
  (wrong ?? document.getElementById("quote"))?.scrollIntoView({ block: "center" });
};
document.addEventListener("change", ({ target }) => {
  if (target.id === "keys-on") { on = target.checked; localStorage.setItem(KEPT, on ? "on" : "off"); }
});
document.addEventListener("htmx:after:swap", show);
// `q` puts what is marked in the text where the form wants a quote.
const quote = () => {
  const wanted = document.querySelector("[data-quote]");
  const marked = getSelection(), from = wanted && document.getElementById(wanted.dataset.quote);
  if (!from || marked.isCollapsed || !from.contains(marked.anchorNode) || !from.contains(marked.focusNode)) return false;
  wanted.value = marked.toString();
  wanted.focus();
  return true;
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { document.activeElement.blur(); return; }
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const key = CSS.escape(event.key);
  const place = document.querySelector(`[data-focus="${key}"]`);
  const button = document.querySelector(`[data-key="${key}"]`);
  if (event.key === "?") { const help = document.getElementById("help"); if (help) help.open = !help.open; }
  else if (event.key === "q" && quote()) {}
  else if (place) place.focus();
  else if (button) button.click();
  else return;
  event.preventDefault();
});
show();
