// Names that outlive their places: a place that has broken up leaves its name on the map as long
// as none of its parts is known by a name of its own.

/** The ids of everything above a place, nearest first. */
export function ancestorsOf(place, byId) {
  const above = [];
  let parent = byId.get(place.parent);
  while (parent && !above.includes(parent.id)) {
    above.push(parent.id);
    parent = byId.get(parent.parent);
  }
  return above;
}

/**
 * Which of the places that have broken up keep their names.
 *
 * @param {object[]} brokenUp  places with names of their own that are no nodes any more
 * @param {object[]} named  the nodes in view that have names of their own
 * @param {Map<string, object>} byId  all places
 * @returns {Set<string>}  ids
 */
export function keptNames(brokenUp, named, byId) {
  const spokenFor = new Set(named.flatMap((place) => ancestorsOf(place, byId)));
  const kept = new Set();
  // the smallest first: a name that is kept speaks for what is above it
  for (const place of [...brokenUp].sort((a, b) => a.from_m - b.from_m || a.rank - b.rank)) {
    if (spokenFor.has(place.id)) continue;
    kept.add(place.id);
    ancestorsOf(place, byId).forEach((id) => spokenFor.add(id));
  }
  return kept;
}
