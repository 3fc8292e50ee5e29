// Asks again how far an import is, until it has ended.
(() => {
  "use strict";
  const PAUSE = 2000;

  async function look() {
    const job = document.getElementById("job");
    if (!job || !("working" in job.dataset)) return;
    try {
      const response = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("job");
      if (response.ok && fresh) {
        job.replaceChildren(...fresh.childNodes);
        if (!("working" in fresh.dataset)) delete job.dataset.working;
      }
    } finally {
      setTimeout(look, PAUSE);
    }
  }

  setTimeout(look, PAUSE);
})();
