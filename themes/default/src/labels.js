// Names on the map without collisions: the most important first, each where there is room.

// in the order of preference
const SIDES = ["right", "left", "below", "above"];
const GAP_PX = 3;

/**
 * Choose a side for every name, or none where there is no room.
 *
 * @param {{x, y, radius, width, height}[]} items  most important first; x, y is the mark's
 *   middle, width and height the name's, all in pixels
 * @param {{left, top, right, bottom}} frame  what is in view: a name there is not cut off
 * @param {{left, top, right, bottom}[]} covered  what else lies on the map, over the names
 * @returns {(string|null)[]}  "right", "left", "below", "above" or null, in the same order
 */
export function placeNames(items, frame, covered = []) {
  // a name may cover no mark but its own
  const taken = items.map(({ x, y, radius }) => box(x - radius, y - radius, 2 * radius, 2 * radius));
  return items.map((item, index) => {
    const side = SIDES.find((name) => {
      const wanted = nameBox(item, name);
      if (inside(item, frame) && !inside(wanted, frame)) return false;
      if (covered.some((other) => overlap(wanted, other))) return false;
      return !taken.some((other, i) => i !== index && overlap(wanted, other));
    });
    if (side) taken.push(nameBox(item, side));
    return side || null;
  });
}

function nameBox({ x, y, radius, width, height }, side) {
  const away = radius + GAP_PX;
  if (side === "right") return box(x + away, y - height / 2, width, height);
  if (side === "left") return box(x - away - width, y - height / 2, width, height);
  if (side === "below") return box(x - width / 2, y + away, width, height);
  return box(x - width / 2, y - away - height, width, height);
}

function box(left, top, width, height) {
  return { left, top, right: left + width, bottom: top + height };
}

/** Whether a box or a point lies in the frame. */
function inside({ x, y, left = x, top = y, right = x, bottom = y }, frame) {
  return (
    left >= frame.left && top >= frame.top && right <= frame.right && bottom <= frame.bottom
  );
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
