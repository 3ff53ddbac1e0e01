// Parts of a long procedure are loaded where they are asked for; without this script the links lead to pages of their own.

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-more]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) {
      throw new Error(`${answer.status}`);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-part]");
    const place = link.closest("p") ?? link;
    const first = part.querySelector("a, summary");
    place.replaceWith(...part.childNodes);
    first?.focus();
  } catch {
    location.assign(link.href);
  }
});
