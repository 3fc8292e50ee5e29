// The search box as a combobox (WAI-ARIA 1.2, list autocomplete). Without this file it is a form.
(() => {
  const PAUSE = 150;

  for (const form of document.querySelectorAll("form[data-suggest]")) enhance(form);

  function enhance(form) {
    const input = form.querySelector("input[type=search]");
    const list = form.querySelector("[role=listbox]");
    const status = form.querySelector("[role=status]");
    let timer, running, options = [], active = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    input.addEventListener("input", (event) => {
      if (!event.isComposing) wait(); // Vietnamese is typed by composing letters
    });
    input.addEventListener("compositionend", wait);
    input.addEventListener("keydown", onKey);
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    list.addEventListener("click", (event) => {
      const index = options.findIndex((one) => one.node.contains(event.target));
      if (index >= 0) choose(index);
    });

    function wait() {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }

    async function ask() {
      running?.abort();
      const text = input.value.trim();
      if (text.length < 2) return close();
      running = new AbortController();
      const address = new URL(form.dataset.suggest, location.href);
      address.search = new URLSearchParams({ q: text.slice(0, 300), lang: form.dataset.lang });
      try {
        const answer = await fetch(address, { signal: running.signal });
        if (answer.ok) show((await answer.json()).suggestions);
        else close();
      } catch { /* a newer question, or no network: the form still works */ }
    }

    function show(suggestions) {
      if (document.activeElement !== input) return;
      options = suggestions.map((one, index) => ({ ...one, node: option(one, index) }));
      list.replaceChildren(...options.map((one) => one.node));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      const { one, many, none } = status.dataset;
      status.textContent = !options.length ? none : options.length === 1 ? one : many.replace("{count}", options.length);
    }

    function option(one, index) {
      const node = document.createElement("li");
      node.id = `${list.id}-${index}`;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = one.text;
      node.append(text);
      if (one.label) {
        const kind = document.createElement("small");
        kind.textContent = one.label;
        node.append(" ", kind);
      }
      return node;
    }

    function onKey(event) {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) return void ask();
        move(event.key === "ArrowDown" ? active + 1 : active - 1);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Tab") close();
    }

    // Past either end the focus is on the typed text again.
    function move(to) {
      options[active]?.node.setAttribute("aria-selected", "false");
      active = to >= options.length ? -1 : to < -1 ? options.length - 1 : to;
      const node = options[active]?.node;
      if (!node) return input.removeAttribute("aria-activedescendant");
      node.setAttribute("aria-selected", "true");
      node.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", node.id);
    }

    function choose(index) {
      const one = options[index];
      close();
      if (one.html_url) return void location.assign(one.html_url);
      input.value = one.text;
      form.requestSubmit();
    }

    function close() {
      clearTimeout(timer);
      running?.abort();
      options = [];
      active = -1;
      list.hidden = true;
      list.replaceChildren();
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
  }
})();
