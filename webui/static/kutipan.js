// Enhancements only: every page works without this file.
"use strict";

(() => {
  const main = () => document.getElementById("isi");
  const typing = (element) => element.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) && !event.button;

  // ── A search within the page: the answer replaces what is shown, and the address holds the whole state ──

  let shown = location.pathname + location.search;
  let asking = null;

  const searching = (url) =>
    main()?.classList.contains("search") && url.origin === location.origin && url.pathname === location.pathname;

  // `after` names where the reader goes on: at the same choice, or at the head of the results.
  async function show(url, { push = true, after = null } = {}) {
    asking?.abort();
    asking = new AbortController();
    const results = document.getElementById("hasil");
    results?.setAttribute("aria-busy", "true");
    const panel = location.hash === "#saring";
    try {
      const response = await fetch(url.pathname + url.search, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (response.status >= 500) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("isi");
      if (!fresh) throw new Error("no page");
      const opened = [...main().querySelectorAll("details[id][open]")].map((details) => details.id);
      main().replaceWith(fresh);
      for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
      document.title = page.title;
      // Outside `main` only addresses depend on the search: the other language's, and those of feeds.
      const [old, other] = [document, page].map((each) => each.querySelector(".masthead .language a"));
      if (old && other) old.href = other.getAttribute("href");
      document.head.querySelectorAll("link[rel=alternate]").forEach((link) => link.remove());
      document.head.append(...page.head.querySelectorAll("link[rel=alternate]"));
      shown = url.pathname + url.search;
      if (push) history.pushState(null, "", shown);
      if (push && panel && document.getElementById("saring")) location.replace("#saring");
      arrange();
      land(after);
      announce();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  function land(after) {
    const again = after && document.querySelector(`[data-choice="${CSS.escape(after)}"]`);
    if (again) return again.focus({ preventScroll: true });
    const heading = document.getElementById("hasil-judul") || document.getElementById("masalah");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    if (heading.getBoundingClientRect().top < 0) heading.scrollIntoView();
  }

  function announce() {
    const heading = document.getElementById("hasil-judul");
    if (!heading) return;
    let region = document.getElementById("kabar");
    if (!region) {
      region = document.createElement("p");
      region.id = "kabar";
      region.className = "unseen";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = heading.textContent;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("main.search .columns a[href], main.search .starters a[href], main.search .help a[href]");
    if (!link || !plain(event) || event.defaultPrevented) return;
    const url = new URL(link.href.baseVal ?? link.href, location.href);
    if (!searching(url) || url.hash || url.pathname + url.search === shown) return;
    event.preventDefault();
    show(url, { after: link.dataset.choice ?? null });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const url = new URL(form.action, location.href);
    if (form.method !== "get" || !searching(url)) return;
    event.preventDefault();
    url.search = new URLSearchParams(new FormData(form)).toString();
    show(url);
  });

  addEventListener("popstate", () => {
    const url = new URL(location.href);
    if (url.pathname + url.search !== shown && searching(url)) show(url, { push: false });
  });

  // Empty fields and the default mode stay out of the address.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData]) {
      if (value === "" || (name === "mode" && value === "hybrid")) event.formData.delete(name);
    }
  });

  // Choosing a mode searches at once when there is something to search for.
  document.addEventListener("change", (event) => {
    if (event.target.closest(".modes") && document.getElementById("q").value.trim()) event.target.form.requestSubmit();
  });

  // ── Keys: "/" goes to the search box, j and k go through the results, as in the readers that journalists know ──

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const box = document.getElementById("q");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("[data-card] .see")];
      if (!links.length) return;
      const present = links.findIndex((link) => link.closest("[data-card]").contains(document.activeElement));
      const next = event.key === "j" ? present + 1 : present - 1;
      const link = links[Math.max(0, Math.min(links.length - 1, next))];
      link.focus({ preventScroll: true });
      link.closest("[data-card]").scrollIntoView({ block: "nearest" });
    }
  });

  // ── The chart: drag over it, or hold Shift with the arrow keys, and the search is narrowed to these periods ──

  function chart(figure) {
    const plot = figure.querySelector("svg");
    const periods = [...figure.querySelectorAll(".axis li")].map((item) => item.dataset);
    const bars = [...plot.querySelectorAll("a")];
    const hint = figure.querySelector("[data-range]");
    const usual = hint.textContent;
    const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    band.setAttribute("class", "band");
    band.setAttribute("height", plot.viewBox.baseVal.height);
    const slot = plot.viewBox.baseVal.width / periods.length;
    let anchor = null;
    let end = null;
    let dragged = false;

    const draw = () => {
      if (anchor === null) {
        band.remove();
        hint.textContent = usual;
        return;
      }
      const [first, last] = [Math.min(anchor, end), Math.max(anchor, end)];
      band.setAttribute("x", first * slot);
      band.setAttribute("width", (last - first + 1) * slot);
      plot.prepend(band);
      const count = periods.slice(first, last + 1).reduce((sum, period) => sum + Number(period.count), 0);
      hint.textContent = hint.dataset.range
        .replace("{first}", periods[first].name)
        .replace("{last}", periods[last].name)
        .replace("{n}", count.toLocaleString(document.documentElement.lang));
    };
    const clear = () => {
      anchor = end = null;
      draw();
    };
    const apply = () => {
      const url = new URL(location.href);
      for (const name of ["date", "offset"]) url.searchParams.delete(name);
      url.searchParams.set("date_from", periods[Math.min(anchor, end)].first);
      url.searchParams.set("date_to", periods[Math.max(anchor, end)].last);
      url.hash = "";
      show(url);
    };
    const at = (event) => {
      const box = plot.getBoundingClientRect();
      const place = Math.floor(((event.clientX - box.left) / box.width) * periods.length);
      return Math.max(0, Math.min(periods.length - 1, place));
    };

    plot.addEventListener("dragstart", (event) => event.preventDefault());
    plot.addEventListener("pointerdown", (event) => {
      if (!plain(event)) return;
      dragged = false;
      anchor = end = at(event);
      const from = event.clientX;
      const move = (moved) => {
        if (!dragged && Math.abs(moved.clientX - from) < 6) return;
        dragged = true;
        end = at(moved);
        draw();
      };
      const stop = (stopped) => {
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", stop);
        removeEventListener("pointercancel", stop);
        if (dragged && stopped.type === "pointerup") apply();
        else clear();
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", stop);
      addEventListener("pointercancel", stop);
    });
    plot.addEventListener("click", (event) => {
      if (dragged) event.preventDefault();
    });

    // One stop of the Tab key for the whole chart, the arrow keys within it.
    const place = (bar) => Number(bar.dataset.place);
    bars.forEach((bar, index) => bar.setAttribute("tabindex", index ? "-1" : "0"));
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -bars.length, End: bars.length }[event.key];
      const present = bars.indexOf(document.activeElement);
      if (step && present >= 0) {
        event.preventDefault();
        const bar = bars[Math.max(0, Math.min(bars.length - 1, present + step))];
        if (event.shiftKey) {
          anchor ??= place(bars[present]);
          end = place(bar);
          draw();
        } else if (anchor !== null) clear();
        for (const other of bars) other.setAttribute("tabindex", other === bar ? "0" : "-1");
        bar.focus();
      } else if (event.key === "Escape" && anchor !== null) clear();
      else if (event.key === "Enter" && anchor !== null) {
        event.preventDefault();
        apply();
      }
    });
  }

  // A long list of filter values can be narrowed by typing.
  function narrowing(list) {
    if (list.children.length < 12) return;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "narrow";
    field.placeholder = list.dataset.narrow;
    field.setAttribute("aria-label", list.dataset.narrow);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase();
      for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
    list.before(field);
  }

  // Copy a citation.
  function copying(text) {
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = text.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = text.dataset.copied;
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    });
    text.after(button);
  }

  function arrange() {
    document.querySelectorAll("main.search .histogram").forEach(chart);
    document.querySelectorAll("[data-narrow]").forEach(narrowing);
    document.querySelectorAll("[data-copy]").forEach(copying);
  }

  arrange();
})();
