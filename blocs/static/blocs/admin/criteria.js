// Keeps the table of sums up with what is typed into a criteria set. It only adds up: what keeps a
// set from being issued is checked by the server when the set is saved.
(() => {
  const EPSILON = 0.001;
  const number = (input) => Number.parseFloat(String(input ? input.value : "").replace(",", ".")) || 0;

  const lines = () => [...document.querySelectorAll("#id_criteria-FORMS [data-inline-panel-child]")]
    .map((child) => {
      const part = (name) => child.querySelector(`[id$="-${name}"][id^="id_criteria-"]`);
      const deleted = part("DELETE") && part("DELETE").value;
      const code = part("code") ? part("code").value.trim() : "";
      return deleted || !code ? null : { code, points: number(part("max_points")) };
    })
    .filter(Boolean);

  const groupsOf = (all) => {
    const groups = new Map();
    for (const { code, points } of all) {
      const [key] = code.split(".");
      const group = groups.get(key) || { said: null, sum: 0 };
      if (key === code) group.said = points;
      else group.sum += points;
      groups.set(key, group);
    }
    return groups;
  };

  const update = (panel) => {
    const format = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 2 });
    const verdict = (said, sum) => {
      if (said === null) return panel.dataset.noLine;
      const off = sum - said;
      return Math.abs(off) < EPSILON ? panel.dataset.fits : panel.dataset.off.replace("{n}", format.format(off));
    };
    const cell = (text, name) => {
      const td = document.createElement("td");
      td.textContent = text;
      td.className = name;
      return td;
    };
    let total = 0;
    const rows = [...groupsOf(lines())].map(([key, { said, sum }]) => {
      total += sum;
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = key;
      const fits = said !== null && Math.abs(sum - said) < EPSILON;
      row.append(
        head,
        cell(said === null ? "–" : format.format(said), "records-number"),
        cell(format.format(sum), "records-number"),
        cell(verdict(said, sum), fits ? "" : "records-off"),
      );
      return row;
    });
    panel.querySelector("tbody").replaceChildren(...rows);
    const inside = document.getElementById("id_bonus_mode").value === "inside";
    const scale = number(document.getElementById("id_scale_max"));
    const base = inside ? scale - number(document.getElementById("id_bonus_cap")) : scale;
    panel.querySelector("[data-base]").textContent = format.format(base);
    panel.querySelector("[data-total]").textContent = format.format(total);
    const status = panel.querySelector("[data-verdict]");
    const text = verdict(base, total);
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("records-off", Math.abs(total - base) >= EPSILON);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-criteria-sum]");
    const form = panel && panel.closest("form");
    if (!form) return;
    const later = () => requestAnimationFrame(() => update(panel));
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("click", later);
    update(panel);
  });
})();
