// A command that was carried out changes the page around it: show it as it is now, where it was.

document.addEventListener("lull:done", (event) => {
  if (!event.detail?.location) {
    location.reload();
  }
});
