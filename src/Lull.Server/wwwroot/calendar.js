// Arrows move between days, t goes to today. Without this script every day is still a link.

const days = [...document.querySelectorAll("[data-day]")];
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const isList = document.querySelector(".day-list") !== null;

function go(where) {
  document.querySelector(`[data-move="${where}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea, [contenteditable]")) {
    return;
  }
  if (event.key === "t") {
    const today = days.find((day) => day.getAttribute("aria-current") === "date");
    if (today) {
      today.focus();
    } else {
      go("today");
    }
    return;
  }
  const step = steps[event.key];
  const on = days.indexOf(document.activeElement);
  if (step === undefined || (on < 0 && document.activeElement !== document.body)) {
    return;
  }
  event.preventDefault();
  const from = on < 0 ? days.findIndex((day) => day.getAttribute("aria-current") === "date") : on;
  const shown = days.filter((day) => day.offsetParent !== null);
  const at = Math.max(0, shown.indexOf(days[Math.max(0, from)]));
  const to = on < 0 ? at : at + (isList ? Math.sign(step) : step);
  if (to < 0) {
    go("before");
  } else if (to >= shown.length) {
    go("after");
  } else {
    shown[to].focus();
  }
});
