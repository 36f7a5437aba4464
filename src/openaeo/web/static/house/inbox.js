// The inbox by keys, and "all on this page". Without this script every row is reached by Tab and ticked one by one.
(() => {
  const table = document.querySelector("[data-rows]");
  const dialog = document.querySelector("[data-keys]");
  if (!table || !dialog) {
    return;
  }
  const rows = [...table.tBodies[0].rows];
  const box = (row) => row.querySelector("input[name=case]");
  const link = (row) => row.querySelector("th a");

  const every = document.querySelector("[data-bulk] .every");
  if (every) {
    const all = every.querySelector("input");
    every.hidden = false;
    all.addEventListener("change", () => rows.forEach((row) => (box(row).checked = all.checked)));
    table.addEventListener("change", () => (all.checked = rows.every((row) => box(row).checked)));
  }

  // Single keys can be switched off (WCAG 2.1.4); the choice stays in this browser.
  const PLACE = "openaeo-inbox-keys";
  const on = dialog.querySelector("input");
  const opener = document.querySelector("[data-keys-open]");
  const kept = () => {
    try {
      return localStorage.getItem(PLACE) !== "off";
    } catch {
      return true;
    }
  };
  on.checked = kept();
  on.addEventListener("change", () => {
    try {
      localStorage.setItem(PLACE, on.checked ? "on" : "off");
    } catch {
      // a browser that keeps nothing: the choice lasts as long as the page
    }
  });
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  const here = () => rows.indexOf(document.activeElement.closest("tr"));
  const go = (step) => {
    const next = here() === -1 ? (step > 0 ? 0 : rows.length - 1) : here() + step;
    if (rows[next]) {
      link(rows[next]).focus();
      rows[next].scrollIntoView({ block: "nearest" });
    }
  };
  const inRow = (act) => () => here() !== -1 && act(rows[here()]);
  const KEYS = {
    j: () => go(1),
    k: () => go(-1),
    ArrowDown: inRow(() => go(1)),
    ArrowUp: inRow(() => go(-1)),
    Enter: inRow((row) => link(row).click()),
    o: inRow((row) => link(row).click()),
    x: inRow((row) => box(row) && box(row).click()),
    "/": () => document.getElementById("q").focus(),
    "?": () => dialog.showModal(),
  };
  const typing = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.altKey || event.metaKey;
    if (!on.checked || held || event.isComposing || event.defaultPrevented || dialog.open || typing(event.target)) {
      return;
    }
    const act = KEYS[event.key];
    if (act && act() !== false) {
      event.preventDefault();
    }
  });
})();
