// What is taken of a canvas, so that no two names share a place.

const CELL_PX = 64;

/** Boxes are [left, top, right, bottom] in pixels. */
export function createRoom() {
  const cells = new Map();
  function* cellsOf([left, top, right, bottom]) {
    for (let row = Math.floor(top / CELL_PX); row <= bottom / CELL_PX; row++) {
      for (let column = Math.floor(left / CELL_PX); column <= right / CELL_PX; column++) {
        yield column * 65536 + row;
      }
    }
  }
  const isFree = (box) => {
    for (const cell of cellsOf(box)) {
      if (cells.get(cell)?.some((other) => overlap(box, other))) return false;
    }
    return true;
  };
  return {
    isFree: (boxes) => boxes.every(isFree),
    take(boxes) {
      for (const box of boxes) {
        for (const cell of cellsOf(box)) cells.set(cell, [...(cells.get(cell) ?? []), box]);
      }
    },
  };
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
