// Copies an address with one press; without this script it can be selected by hand.
import { toast } from "./app.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (!button) {
    return;
  }
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast("Copied.", "ok");
  } catch {
    toast("The browser does not let this page copy. The address is selected: copy it by hand.", "wait");
  }
});
