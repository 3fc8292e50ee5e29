// Of a decision's item only the fields are shown that its effect needs: `data-needs` says which.
// Without this file all are shown; the server asks for the needed ones and empties the others.
(() => {
  const show = (select) => {
    const needs = JSON.parse(select.dataset.needs);
    const needed = needs[select.value] || [];
    const prefix = select.id.replace(/effect$/, "");
    for (const name of new Set(Object.values(needs).flat())) {
      const input = document.getElementById(prefix + name);
      const wrapper = input && input.closest(".w-panel__wrapper");
      if (!wrapper) continue;
      const wrong = Boolean(wrapper.querySelector(".error-message"));
      wrapper.hidden = !needed.includes(name) && !wrong;
    }
  };

  const scan = (root) => root.querySelectorAll("select[data-needs]").forEach(show);

  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-needs]")) show(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    scan(document);
    const forms = document.getElementById("id_items-FORMS");
    if (forms) new MutationObserver(() => scan(forms)).observe(forms, { childList: true });
  });
})();
