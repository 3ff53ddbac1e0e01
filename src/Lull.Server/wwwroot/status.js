// Brings the page up to date every minute while somebody looks at it, where they are reading. Without this script it is as fresh
// as the last time it was loaded.

const minute = 60_000;
let looked = Date.now();

async function look() {
  if (document.hidden || Date.now() - looked < minute) {
    return;
  }
  looked = Date.now();
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("main");
  const main = document.getElementById("main");
  // What somebody has unfolded stays unfolded.
  const unfolded = [...main.querySelectorAll("details")].map((details) => details.open);
  fresh?.querySelectorAll("details").forEach((details, place) => (details.open = unfolded[place] ?? false));
  if (fresh && fresh.innerHTML !== main.innerHTML && !main.contains(document.activeElement)) {
    main.replaceWith(fresh);
    document.title = page.title;
  }
}

setInterval(look, minute / 6);
document.addEventListener("visibilitychange", look);
