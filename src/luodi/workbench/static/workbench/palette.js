/* The palette: Ctrl K or the field in the head opens it; without scripts that field leads to the search page. */
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input"), box = palette.querySelector(".palette-found");
  let asked = 0, timer = 0;
  const links = () => [...box.querySelectorAll("a[href]")];
  const mark = (to) => {
    for (const link of links()) { delete link.dataset.here; link.removeAttribute("id"); }
    if (to) { to.dataset.here = ""; to.id = "palette-here"; to.scrollIntoView({ block: "nearest" }); }
  };
  const step = (by) => {
    const all = links(), at = all.findIndex((link) => "here" in link.dataset);
    if (all.length) mark(all[(at + by + all.length) % all.length]);
  };
  const look = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(`${palette.dataset.search}?q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const text = await answer.text();
      if (mine !== asked) return;
      box.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      mark(links()[0]);
    } catch {
      if (mine === asked) { const words = document.createElement("p"); words.textContent = box.dataset.failed; box.replaceChildren(words); }
    }
  };
  const open = () => { if (!palette.open) { palette.showModal(); input.select(); look(); } };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 160); });
  palette.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
    const here = box.querySelector("[data-here]");
    if (event.key === "Enter" && event.target === input && here) { event.preventDefault(); here.click(); }
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".find") && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
})();
