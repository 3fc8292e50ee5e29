// A score sheet works without this: it adds a running total, one button, and a warning.
(() => {
  const form = document.getElementById("sheet-form");
  if (!form) return;
  const inputs = [...form.querySelectorAll("[data-most]")];
  if (!inputs.length) return;
  const box = form.querySelector("[data-total]");
  const language = document.documentElement.lang || "vi";
  const number = (text) => Number(String(text).trim().replace(/\s/g, "").replace(",", "."));

  const update = () => {
    const points = inputs.map((input) => number(input.value)).filter(Number.isFinite);
    const most = inputs.reduce((sum, input) => sum + Number(input.dataset.most), 0);
    const total = points.reduce((sum, value) => sum + value, 0);
    const given = inputs.filter((input) => input.value.trim() !== "").length;
    const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    box.hidden = false;
    box.querySelector("strong").textContent =
      `${shown.format(total)} / ${shown.format(most)} (${given}/${inputs.length})`;
  };

  let changed = false;
  form.addEventListener("input", () => { changed = true; update(); });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  const takeOver = form.querySelector("[data-take-over]");
  if (takeOver) {
    takeOver.hidden = false;
    takeOver.addEventListener("click", () => {
      form.querySelectorAll("[data-cross]").forEach((cross) => {
        const input = form.elements[`points-${cross.dataset.cross}`];
        if (input && cross.textContent.trim() !== "–") input.value = cross.textContent.trim();
      });
      changed = true;
      update();
    });
  }
  update();
})();
