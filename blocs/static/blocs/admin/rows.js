// A box that shows only the rows whose key (names in both languages, code) has every word typed,
// accents or not: the server has folded the key, `fold` folds what is typed.
// Rows that are ticked stay; without this file every row is shown.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  for (const box of document.querySelectorAll("[data-filter]")) {
    const rows = [...document.querySelectorAll(`#${box.dataset.filter} tbody tr`)];
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    const apply = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const ticked = row.querySelector("input[type=checkbox]:checked");
        row.hidden = !ticked && !words.every((word) => row.dataset.key.includes(word));
        if (!row.hidden) shown += 1;
      }
      status.textContent = words.length
        ? status.dataset.filterCount.replace("{n}", shown).replace("{all}", rows.length)
        : "";
    };
    box.hidden = false;
    input.addEventListener("input", apply);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
})();
