// The few things a page of the desk does by itself; everything works without.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-sure]");
  if (asked && !asked.dataset.said) {
    event.preventDefault();
    asked.dataset.said = "1";
    asked.textContent = asked.dataset.sure;
  }
  document.querySelectorAll("details.terrs[open]").forEach((one) => {
    if (!one.contains(event.target)) one.open = false;
  });
});
// A page of the preview that does not exist leaves no hole.
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement && "maybe" in event.target.dataset) event.target.remove();
}, true);
