// Keeps the war room current: a stream of patches, each holding what changed since the last one this browser has seen.
import { localize, now, setNow, spoken, toast } from "./app.js";

const war = document.getElementById("war");
const offline = document.getElementById("offline");
const words = {
  "in-service": "in service", "rolled-back": "rolled back", back: "back in service", out: "out of service", draining: "draining", returning: "returning",
  checking: "being checked", changing: "being changed", failed: "failed", unknown: "unknown",
};
let version = war.dataset.version;
let mineSeen = 0;
let lostAt = 0;

/** Relative addresses of this page, so that the same links work with and without a script. */
const here = (path) => new URL(path, location.href);

// --- the stream -----------------------------------------------------------------------------------------------------------

let source;

function connect() {
  source = new EventSource(here(`${war.dataset.stream}?since=${version}`));
  source.addEventListener("open", connected);
  source.addEventListener("patch", (event) => apply(JSON.parse(event.data)));
  source.addEventListener("over", () => source.close());
  source.addEventListener("error", lost);
}

function connected() {
  lostAt = 0;
  offline.hidden = true;
}

async function lost() {
  lostAt ||= Date.now();
  offline.hidden = false;
  offline.textContent = `Not connected for ${spoken(Date.now() - lostAt)}. What you see is from before; it comes up to date by itself.`;
  if (source.readyState === EventSource.CLOSED) {
    // A stream that was refused does not come back by itself: signed out, or the server is away.
    setTimeout(async () => {
      const answer = await fetch(here("live/mine"), { redirect: "manual" }).catch(() => undefined);
      if (answer && (answer.status === 401 || answer.type === "opaqueredirect")) {
        location.assign(`/sign-in?return=${encodeURIComponent(location.pathname)}`);
      } else {
        connect();
      }
    }, 2000);
  }
}

setInterval(() => {
  if (lostAt) {
    offline.textContent = `Not connected for ${spoken(Date.now() - lostAt)}. What you see is from before; it comes up to date by itself.`;
  }
}, 1000);

function apply(patch) {
  version = String(patch.version);
  war.dataset.version = version;
  setNow(patch.now);
  for (const [number, status, doing] of patch.hosts) {
    const cell = document.getElementById(`h${number}`);
    if (cell) {
      cell.dataset.s = status;
      cell.setAttribute("aria-label", `${cell.textContent}: ${words[status]}`);
      cell.title = doing;
    }
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
  document.dispatchEvent(new CustomEvent("lull:patched", { detail: patch }));
}

/** Puts new content in, but keeps the focus where it was. */
function replace(box, html) {
  if (!box) {
    return;
  }
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  box.innerHTML = html;
  localize(box);
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
    const touched = article.contains(document.activeElement) || [...article.querySelectorAll("input, textarea")].some(
      (field) => (field.type === "radio" ? field.checked !== field.defaultChecked : field.type === "file" ? field.files.length : field.value !== field.defaultValue),
    );
    const same = fresh.querySelector(`.ask[data-key="${CSS.escape(article.dataset.key)}"]`);
    if (touched && same) {
      same.replaceWith(article);
    } else if (touched) {
      toast("This was settled by somebody else meanwhile.", "wait");
    }
  }
  box.replaceChildren(fresh);
  localize(box);
}

document.addEventListener("lull:done", () => refreshMine());

/** Which orders there are depends on the stage; the page is asked for them anew. */
async function refreshOrders() {
  const answer = await fetch(location.href).catch(() => undefined);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".orders");
    const old = document.querySelector(".orders");
    if (fresh && old && fresh.textContent !== old.textContent && !old.contains(document.activeElement)) {
      old.replaceWith(fresh);
    }
  }
}

// --- dialogs --------------------------------------------------------------------------------------------------------------

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-dialog]");
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
    dialog.setAttribute("aria-label", body.querySelector("h2")?.textContent ?? "Details");
    if (!dialog.open) {
      dialog.showModal();
    }
    body.querySelector("textarea, input:not([type=hidden])")?.focus();
  } catch {
    location.assign(link.href);
  }
});

// --- the fleet by keyboard ------------------------------------------------------------------------------------------------

for (const group of document.querySelectorAll("[data-roving]")) {
  const cells = [...group.children];
  cells.forEach((cell, place) => (cell.tabIndex = place ? -1 : 0));
  group.addEventListener("keydown", (event) => {
    const at = cells.indexOf(document.activeElement);
    const width = Math.max(1, Math.round(group.clientWidth / (cells[0].offsetWidth + 2)));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + width, ArrowUp: at - width, Home: 0, End: cells.length - 1 }[event.key];
    if (at >= 0 && to !== undefined && cells[to]) {
      event.preventDefault();
      cells[at].tabIndex = -1;
      cells[to].tabIndex = 0;
      cells[to].focus();
    }
  });
}

// --- output of steps ------------------------------------------------------------------------------------------------------

const output = document.getElementById("output");
const state = document.getElementById("output-state");
const search = document.getElementById("output-text");
let nextLine = 0;
let reading = false;

async function readOutput(fresh) {
  if (reading) {
    return;
  }
  reading = true;
  try {
    if (fresh) {
      nextLine = 0;
      output.replaceChildren();
    }
    let end = Infinity;
    while (nextLine < end) {
      const url = here(output.dataset.from);
      if (fresh && !search.value && nextLine === 0) {
        const head = await (await fetch(`${url}?from=${Number.MAX_SAFE_INTEGER}&count=1`)).json();
        nextLine = Math.max(0, head.end - 500);
      }
      url.search = new URLSearchParams({ from: nextLine, count: 1000, text: search.value });
      const said = await (await fetch(url)).json();
      end = said.end;
      nextLine = said.next;
      show(said.lines);
      if (output.childElementCount > 5000) {
        break;
      }
    }
    state.textContent = search.value ? `${output.childElementCount} lines with “${search.value}”` : end ? `${end} lines so far` : "";
    if (!output.childElementCount) {
      output.innerHTML = `<p class="soft">${search.value ? "No line has that." : "No step has said anything yet."}</p>`;
    }
  } catch {
    state.textContent = "The output cannot be read just now.";
  } finally {
    reading = false;
  }
}

function show(lines) {
  const atEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
  if (lines.length && output.firstElementChild?.tagName === "P") {
    output.replaceChildren();
  }
  const more = document.createDocumentFragment();
  for (const line of lines) {
    const row = document.createElement("div");
    const who = document.createElement("span");
    who.className = "who";
    who.textContent = `${line.who}  `;
    row.append(who, line.text);
    more.append(row);
  }
  output.append(more);
  while (!search.value && output.childElementCount > 2000) {
    output.firstChild.remove();
  }
  if (atEnd) {
    output.scrollTop = output.scrollHeight;
  }
}

let typing;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => readOutput(true), 200);
});
search.form.addEventListener("submit", (event) => event.preventDefault());
let outputDue;
document.addEventListener("lull:patched", () => {
  outputDue ??= setTimeout(() => {
    outputDue = undefined;
    readOutput(false);
  }, 700);
});

readOutput(true);
connect();
