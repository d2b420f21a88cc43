/* Small helps; every page works without them. */
(() => {
  "use strict";
  const toast = (words) => {
    const box = document.querySelector(".toasts"), note = document.createElement("div");
    note.className = "toast"; note.textContent = words; box.append(note);
    setTimeout(() => note.remove(), 4000);
  };
  const download = async (link) => {
    const dialog = document.createElement("dialog"), words = document.createElement("p"), bar = document.createElement("progress");
    words.textContent = link.dataset.progress; bar.setAttribute("aria-label", link.dataset.progress); dialog.append(words, bar); document.body.append(dialog); dialog.showModal();
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      const name = decodeURIComponent((answer.headers.get("Content-Disposition") || "").split("UTF-8''")[1] || "luodi");
      const made = document.createElement("a");
      made.href = URL.createObjectURL(await answer.blob()); made.download = name; made.click();
      setTimeout(() => URL.revokeObjectURL(made.href), 60000);
    } catch { toast(link.dataset.failed); } finally { dialog.remove(); }
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-live]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      event.preventDefault();
      await navigator.clipboard.writeText(copy.dataset.copy);
      toast(copy.dataset.done);
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialog).showModal(); }
    if (event.target.closest("[data-print]")) window.print();
    const file = event.target.closest("[data-progress]");
    if (file && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); await download(file); }
    for (const open of document.querySelectorAll(":is(details.languages, details.who)[open]")) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll(":is(details.languages, details.who)[open]")) { open.open = false; open.querySelector("summary").focus(); }
  });
  /* On a phone the menu scrolls: the room that one is in is in view. */
  for (const here of document.querySelectorAll(".nav [aria-current], .beside [aria-current], .tabs [aria-current]")) {
    const bar = here.parentElement;
    if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  }
  /* The map: a bar opens its item; the keyboard walks along the critical path. */
  const enliven = (root) => {
    for (const map of root.querySelectorAll(".map[data-items]")) {
      for (const svg of map.querySelectorAll("svg[role=img]")) svg.setAttribute("role", "group");
      for (const bar of map.querySelectorAll(".bar[data-item]")) {
        bar.setAttribute("role", "link");
        bar.setAttribute("tabindex", bar.classList.contains("critical") ? "0" : "-1");
        const title = bar.querySelector("title");
        if (title) bar.setAttribute("aria-label", title.textContent);
      }
    }
  };
  const follow = (event) => {
    const bar = event.target.closest(".map[data-items] .bar[data-item]");
    if (bar) location.assign(bar.closest(".map").dataset.items + bar.dataset.item);
  };
  document.addEventListener("click", follow);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") follow(event); });
  enliven(document);
  document.addEventListener("htmx:afterSettle", () => enliven(document));
  document.addEventListener("submit", (event) => {
    for (const input of event.target.querySelectorAll("input[data-optional]")) if (!input.value) input.disabled = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target.querySelector("[data-focus]");
    if (target) { target.setAttribute("tabindex", "-1"); target.focus({ preventScroll: true }); }
  });
})();
