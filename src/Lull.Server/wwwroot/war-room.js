// Keeps the war room current: a stream of patches, each holding what changed since the last one this browser has seen.
import { isTouched, localize, setNow, signedOut, spoken, tick, toast } from "./app.js";
import { output, outputGrew } from "./output.js";

const war = document.getElementById("war");
const offline = document.getElementById("offline");
let version = war.dataset.version;
let mineSeen = 0;
let lostAt = 0;
let isSignedOut = false;
let said = 0;

/** The cells of the fleet by the number of their host: the first of each run says its number, the others follow. */
const cells = [];
let next = 0;
for (const cell of document.querySelectorAll(".hosts a")) {
  next = cell.dataset.n ? Number(cell.dataset.n) : next;
  cells[next++] = cell;
}

/** Relative addresses of this page, so that the same links work with and without a script. */
const here = (path) => new URL(path, location.href);

// --- the stream -----------------------------------------------------------------------------------------------------------

let source;

function connect() {
  source = new EventSource(here(`${war.dataset.stream}?since=${version}`));
  source.addEventListener("open", connected);
  source.addEventListener("clock", (event) => setNow(Number(event.data)));
  source.addEventListener("patch", (event) => apply(JSON.parse(event.data)));
  source.addEventListener("over", () => source.close());
  source.addEventListener("error", lost);
}

function connected() {
  lostAt = 0;
  isSignedOut = false;
  offline.hidden = true;
}

/** The browser knows at once when it has lost its network, and when it has it back. */
addEventListener("offline", () => {
  source.close();
  lost();
});
addEventListener("online", () => {
  source.close();
  connect();
});

async function lost() {
  lostAt ||= Date.now();
  offline.hidden = false;
  sayLost();
  if (source.readyState === EventSource.CLOSED && navigator.onLine) {
    // A stream that was refused does not come back by itself: signed out, or the server is away.
    setTimeout(async () => {
      const answer = await fetch(here("live/mine"), { redirect: "manual" }).catch(() => undefined);
      if (answer && (answer.status === 401 || answer.type === "opaqueredirect")) {
        if (isTouched(document.body)) {
          isSignedOut = true;
          offline.replaceChildren(...signedOut());
          lost();
        } else {
          location.assign(`/sign-in?return=${encodeURIComponent(location.pathname)}`);
        }
      } else {
        connect();
      }
    }, 2000);
  }
}

function sayLost() {
  if (lostAt && !isSignedOut) {
    offline.textContent = `Not connected for ${spoken(Date.now() - lostAt)}. What you see is from before; it comes up to date by itself.`;
  }
}

setInterval(sayLost, 1000);

function apply(patch) {
  version = String(patch.version);
  war.dataset.version = version;
  for (const [number, status, doing] of patch.hosts) {
    const cell = cells[number];
    if (status === "in-service") {
      delete cell.dataset.s;
    } else {
      cell.dataset.s = status;
    }
    cell.title = doing;
  }
  for (const [name, html] of Object.entries(patch.fragments)) {
    replace(document.getElementById(`f-${name}`), html);
  }
  story(patch.story);
  if (patch.mine > mineSeen) {
    mineSeen = patch.mine;
    refreshMine();
  }
  if (patch.over) {
    refreshOrders();
  }
  if (patch.output > said) {
    said = patch.output;
    outputGrew();
  }
}

/** Puts new content in, but keeps the focus where it was. */
function replace(box, html) {
  if (!box) {
    return;
  }
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  box.innerHTML = html;
  localize(box);
  tick(box);
  markOnly();
  if (focused) {
    [...box.querySelectorAll("[href]")].find((link) => link.getAttribute("href") === focused)?.focus();
  }
}

// --- what happened --------------------------------------------------------------------------------------------------------

const list = document.getElementById("story");
let told = Math.max(-1, ...[...list.children].map((line) => Number(line.dataset.n)));

function story(lines) {
  for (const line of lines) {
    if (line.n <= told) {
      continue;
    }
    told = line.n;
    const item = document.createElement("li");
    item.dataset.n = line.n;
    item.dataset.tone = line.tone;
    const time = document.createElement("time");
    time.dateTime = new Date(line.at).toISOString();
    time.dataset.moment = "second";
    const text = document.createElement("span");
    text.textContent = line.by ? `${line.text} (${line.by})` : line.text;
    item.append(time, text);
    localize(item);
    list.prepend(item);
  }
  while (list.children.length > 300) {
    list.lastChild.remove();
  }
}

// --- what needs me --------------------------------------------------------------------------------------------------------

const mine = document.getElementById("mine");
let mineBusy = false;
let mineAgain = false;

/** Fetched when it changed, at most every two seconds; what somebody is typing stays. */
async function refreshMine() {
  if (mineBusy) {
    mineAgain = true;
    return;
  }
  mineBusy = true;
  try {
    const answer = await fetch(here(mine.dataset.from));
    if (answer.ok) {
      merge(mine, await answer.text());
      refreshOrders();
    }
  } catch {
    mineAgain = true;
  }
  setTimeout(() => {
    mineBusy = false;
    if (mineAgain) {
      mineAgain = false;
      refreshMine();
    }
  }, 2000);
}

/** Replaces the panel, but articles in which somebody has begun to type are left as they are while they are still asked. */
function merge(box, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".mine");
  if (!fresh) {
    return;
  }
  for (const article of box.querySelectorAll(".ask[data-key]")) {
    const touched = article.contains(document.activeElement) || isTouched(article);
    const same = fresh.querySelector(`.ask[data-key="${CSS.escape(article.dataset.key)}"]`);
    if (touched && same) {
      same.replaceWith(article);
    } else if (touched) {
      toast("This was settled by somebody else meanwhile.", "wait");
    }
  }
  box.replaceChildren(fresh);
  localize(box);
  tick(box);
}

document.addEventListener("lull:done", () => refreshMine());

/** Which orders there are depends on the stage; the page is asked for them anew. */
async function refreshOrders() {
  const answer = await fetch(location.href).catch(() => undefined);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".orders");
    const old = document.querySelector(".orders");
    if (fresh && old && fresh.textContent !== old.textContent) {
      // A dialog gives the focus back to the order that opened it, so the focus is here whenever one was given: it stays in its place.
      const all = (box) => [...box.querySelectorAll("a, button")];
      const at = all(old).indexOf(document.activeElement);
      old.replaceWith(fresh);
      if (at >= 0) {
        (all(fresh)[at] ?? all(fresh).at(-1))?.focus();
      }
    }
  }
}

// --- dialogs --------------------------------------------------------------------------------------------------------------

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-dialog], .hosts a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
    return;
  }
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "X-Fragment": "1" } });
    if (!answer.ok) {
      throw new Error();
    }
    body.innerHTML = await answer.text();
    localize(body);
    tick(body);
    output(body);
    dialog.setAttribute("aria-label", body.querySelector("h2")?.textContent ?? "Details");
    if (!dialog.open) {
      dialog.showModal();
    }
    body.querySelector("textarea, input:not([type=hidden])")?.focus();
  } catch {
    location.assign(link.href);
  }
});

// --- the fleet ------------------------------------------------------------------------------------------------------------

const fleet = document.getElementById("fleet");
const stops = [];

/** One tab stop for each group of hosts; the arrow keys walk on from there, over those that are shown. */
for (const group of document.querySelectorAll(".hosts-group")) {
  const row = [...group.querySelectorAll("a")];
  for (const cell of row) {
    cell.tabIndex = -1;
  }
  let stop = row[0];
  stop.tabIndex = 0;
  const isShown = (cell) => !fleet.dataset.only || (cell.dataset.s ?? "in-service") === fleet.dataset.only;
  const moveTo = (cell) => {
    stop.tabIndex = -1;
    stop = cell;
    stop.tabIndex = 0;
  };
  stops.push(() => isShown(stop) || moveTo(row.find(isShown) ?? stop));
  group.addEventListener("keydown", (event) => {
    const shown = row.filter(isShown);
    const at = shown.indexOf(document.activeElement);
    const width = Math.max(1, Math.round(group.clientWidth / (document.activeElement.offsetWidth + 2)));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + width, ArrowUp: at - width, Home: 0, End: shown.length - 1 }[event.key];
    if (at >= 0 && to !== undefined && shown[to]) {
      event.preventDefault();
      moveTo(shown[to]);
      stop.focus();
    }
  });
}

/** Of the fleet, only the hosts of one state; chosen again, all. */
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-only]:any-link");
  if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  if (fleet.dataset.only === chosen.dataset.only) {
    delete fleet.dataset.only;
  } else {
    fleet.dataset.only = chosen.dataset.only;
  }
  markOnly();
});

function markOnly() {
  let isShown = false;
  for (const link of fleet.querySelectorAll("[data-only]:any-link")) {
    const isCurrent = link.dataset.only === fleet.dataset.only;
    isShown ||= isCurrent;
    link.toggleAttribute("aria-current", isCurrent);
  }
  if (!isShown) {
    // Nobody is in that state any more.
    delete fleet.dataset.only;
  }
  stops.forEach((check) => check());
}

markOnly();
connect();
// What bench/ measures: from here on hosts answer to keys and clicks.
performance.mark("lull:ready");
