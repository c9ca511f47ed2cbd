// Links to the same page in another language lead to the same view of the map.

/** Give a link this page's hash just before it is followed. */
export function keepPlace(link) {
  const keep = () => (link.hash = location.hash);
  for (const type of ["click", "auxclick", "contextmenu"]) link.addEventListener(type, keep);
}

/** Let a menu close as menus do: by Escape, and by whatever happens elsewhere. */
export function closeElsewhere(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const type of ["pointerdown", "focusin"]) {
    document.addEventListener(type, ({ target }) => {
      if (!menu.contains(target)) menu.open = false;
    });
  }
}
