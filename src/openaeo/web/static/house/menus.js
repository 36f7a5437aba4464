// Menus are <details>: they work without this script. With it, Escape and a click elsewhere close them.
(() => {
  const open = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    open().forEach((menu) => {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    open().forEach((menu) => {
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) {
        menu.querySelector("summary").focus();
      }
    });
  });

  const errors = document.querySelector(".errors");
  if (errors) {
    errors.focus();
  }
})();
