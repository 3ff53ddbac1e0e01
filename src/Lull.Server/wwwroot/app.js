// What every page needs: times in the viewer's zone, clocks that run, forms that answer without leaving the page, dialogs.
// Everything works without this script too: forms post and redirect, times stand in the plan's zone.

const root = document.documentElement;
const zone = root.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
const factor = Number(root.dataset.factor) || 1;
let base = Number(root.dataset.now);
let since = performance.now();

/** The time of the maintenance, in milliseconds; faster than ours in demonstrations. */
export const now = () => base + (performance.now() - since) * factor;

/** Corrects the clock by what the server says. */
export function setNow(milliseconds) {
  base = milliseconds;
  since = performance.now();
}

const part = { timeZone: zone, hourCycle: "h23" };
const patterns = {
  clock: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
};
const formats = Object.fromEntries(
  Object.entries(patterns).map(([name, pattern]) => [name, new Intl.DateTimeFormat("en-GB", { ...part, ...pattern })]),
);

/** 1h05m, 4m30s, 12s, 2d3h: the largest two units that matter; the same words as everywhere else. */
export function spoken(milliseconds) {
  const total = Math.round(Math.abs(milliseconds) / 1000);
  const units = [[86400, "d", 3600, "h"], [3600, "h", 60, "m"], [60, "m", 1, "s"]];
  let text = `${total}s`;
  for (const [big, bigName, small, smallName] of units) {
    if (total >= big) {
      const rest = Math.floor((total % big) / small);
      text = `${Math.floor(total / big)}${bigName}` + (rest ? `${String(rest).padStart(2, "0")}${smallName}` : "");
      break;
    }
  }
  return milliseconds < 0 ? `-${text}` : text;
}

/** Writes every moment below an element in the viewer's zone. */
export function localize(element = document) {
  for (const time of element.querySelectorAll("time[data-moment]")) {
    time.textContent = formats[time.dataset.moment]?.format(new Date(time.dateTime)) ?? time.textContent;
  }
}

const clocks = new Map();

/**
 * Lets clocks below an element run: data-until counts down, data-since counts up against data-of, data-clock shows a zone's time of
 * day, data-from shows itself from a moment on.
 */
export function tick(element = document) {
  const at = now();
  for (const clock of element.querySelectorAll("[data-until], [data-since], [data-clock], [data-from]")) {
    const { until, since: began, clock: place, from } = clock.dataset;
    if (until) {
      const left = Number(until) - at;
      const box = clock.closest(".countdown");
      write(clock, spoken(box ? Math.abs(left) : Math.max(0, left)));
      box?.classList.toggle("is-past", left < 0);
      box?.classList.toggle("is-soon", left >= 0 && left < 15 * 60_000);
    } else if (began) {
      write(clock.querySelector(".taken-so-far") ?? clock, spoken(at - Number(began)));
      clock.classList.toggle("is-late", at - Number(began) > Number(clock.dataset.of));
    } else if (place) {
      if (!clocks.has(place)) {
        clocks.set(place, new Intl.DateTimeFormat("en-GB", { timeZone: place, hourCycle: "h23", ...patterns.second }));
      }
      write(clock, clocks.get(place).format(at));
    } else {
      clock.hidden = at < Number(from);
    }
  }
}

function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Says something in the corner; tone: ok, bad, wait. */
export function toast(text, tone = "ok") {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.tone = tone;
  box.textContent = text;
  document.getElementById("toasts")?.append(box);
  setTimeout(() => box.remove(), tone === "bad" ? 12000 : 5000);
}

/** Says beside a form why it was not settled. In the corner it would lie behind an open dialog and be gone in seconds. */
function refuse(form, ...said) {
  const error = form.querySelector("[data-error]");
  if (error) {
    error.replaceChildren(...said);
  } else {
    toast(said.map((part) => part.textContent ?? part).join(""), "bad");
  }
}

/** What to say to somebody who is no longer signed in, so that what was typed on this page can stay on it. */
export function signedOut() {
  const link = document.createElement("a");
  link.href = `/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = "Sign in in another tab";
  return ["You are no longer signed in. ", link, "; what you typed here stays."];
}

/** True when somebody has typed or chosen something in a part of the page. */
export function isTouched(part) {
  return [...part.querySelectorAll("input, textarea")].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.type === "file" ? field.files.length > 0
    : field.value !== field.defaultValue,
  );
}

/** A field that is full leaves out the rest of what is pasted, and browsers do not say so. */
document.addEventListener("input", ({ target }) => {
  if (target.maxLength > 0 && target.value.length >= target.maxLength && target.form) {
    refuse(target.form, `This field takes ${target.maxLength.toLocaleString("en")} characters and is full: what was beyond them is left out.`);
  }
});

/** Forms with data-live answer in place: what was refused is said beside the form, and nothing that was typed is lost. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-live")) {
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  const body = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  if (button) {
    button.disabled = true;
  }
  try {
    const answer = await fetch(button?.getAttribute("formaction") ?? form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      form.querySelector("[data-error]")?.replaceChildren();
      form.closest("dialog")?.close();
      // What a side button of a form does leaves what was typed for the main one.
      if (!button?.hasAttribute("formaction")) {
        form.reset();
      }
      if (said.message) {
        toast(said.message, "ok");
      }
      if (said.location) {
        location.assign(said.location);
      }
      form.dispatchEvent(new CustomEvent("lull:done", { bubbles: true, detail: said }));
    } else if (answer.status === 401) {
      refuse(form, ...signedOut(), " Then send this again.");
    } else {
      refuse(form, said.detail || said.title || `The server answered ${answer.status}.`);
    }
  } catch {
    // A line that broke does not say whether the server had written it down before.
    refuse(
      form,
      navigator.onLine
        ? "The server cannot be reached, and this may or may not have been recorded. When it is back, look whether it was before you send it again."
        : "The server cannot be reached. Nothing was sent; try again when you are back online.",
    );
  } finally {
    form.removeAttribute("aria-busy");
    if (button) {
      button.disabled = false;
    }
  }
});

/** data-opens="id" opens a dialog; data-closes closes the one around it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  if (event.target.closest?.("[data-closes]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// Navigation that is wider than a phone shows where one is.
for (const here of document.querySelectorAll(".bar-nav [aria-current], .tabs [aria-current]")) {
  here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
}

if (!root.dataset.zone) {
  // Pages that lay days out need the browser's zone on the server.
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  // Who makes the first account is here in person; a form that comes back keeps what was chosen.
  const choice = document.querySelector('form[action="/first-start"] select[name=zone]');
  if (choice && !document.querySelector("[aria-invalid]") && [...choice.options].some((one) => one.value === zone)) {
    choice.value = zone;
  }
}
localize();
tick();
setInterval(() => tick(), 1000 / Math.min(Math.max(factor, 1), 4));
