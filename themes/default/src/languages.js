// Links to the same page in another language lead to the same view of the map.

/** Give a link this page's hash just before it is followed. */
export function keepPlace(link) {
  const keep = () => (link.hash = location.hash);
  for (const type of ["click", "auxclick", "contextmenu"]) link.addEventListener(type, keep);
}
