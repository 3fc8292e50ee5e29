// Progressive enhancement only: every page works without this file.
(() => {
  const root = document.documentElement;
  const sizes = ["", "large", "larger"];

  const applySize = (step) => {
    if (sizes[step]) root.dataset.text = sizes[step];
    else delete root.dataset.text;
  };
  let step = 0;
  try { step = Math.min(Math.max(Number(localStorage.getItem("text-size")) || 0, 0), 2); } catch { /* storage blocked */ }
  applySize(step);

  for (const node of document.querySelectorAll("[data-js]")) node.hidden = false;

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    const action = button.dataset.action;
    if (action === "print") window.print();
    if (action === "text-smaller" || action === "text-larger") {
      step = Math.min(Math.max(step + (action === "text-larger" ? 1 : -1), 0), 2);
      applySize(step);
      try { localStorage.setItem("text-size", step); } catch { /* storage blocked */ }
    }
    if (action === "copy-link") {
      const status = document.getElementById(button.getAttribute("aria-controls"));
      try {
        await navigator.clipboard.writeText(button.dataset.url || location.href.split("#")[0]);
        status.textContent = button.dataset.done;
      } catch {
        status.textContent = button.dataset.failed;
      }
    }
  });

  // A link to a figure opens its <details>, also where the browser does not do it itself.
  const openTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const details = target && target.closest("details");
    if (details) { details.open = true; target.scrollIntoView({ block: "nearest" }); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const d of closed) d.open = true;
  });
  addEventListener("afterprint", () => { for (const d of closed) d.open = false; });
})();
