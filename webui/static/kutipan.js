// Enhancements only: every page works without this file.
"use strict";

(() => {
  const typing = (element) => element.closest("input:not([type=radio]), textarea, select, [contenteditable]");

  // "/" goes to the search box, j and k go through the results, as in the readers that journalists know.
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

  // Choosing a mode searches at once when there is something to search for.
  for (const radio of document.querySelectorAll(".modes input")) {
    radio.addEventListener("change", () => {
      if (document.getElementById("q").value.trim()) radio.form.requestSubmit();
    });
  }

  // Empty fields stay out of the address.
  for (const form of document.querySelectorAll("form[method=get]")) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  }

  // A long list of filter values can be narrowed by typing.
  for (const list of document.querySelectorAll("[data-narrow]")) {
    if (list.children.length < 12) continue;
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
  for (const text of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
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
})();
