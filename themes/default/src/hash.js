// The map's state in the page's address, so that a view can be kept and sent:
// #at=15/43.72310/10.39640&show=places,movement&who=local&ground=no&month=7&flow=evening&tint=direction&place=knights-square
// or, instead of a place, &walk=round-the-old-town or &street=43.72310/10.39640/240/Via+Santa+Maria
// What is as it was at first is left out.
import { LABELS, LAYERS, SHOWN_AT_FIRST, TINTS, WHOLE_FLOW } from "./state.js";

/** The choices that an address makes: only what it names and what exists. */
export function readHash(hash, placeExists, walkExists) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const choice = { at: readPosition(given.get("at")), month: 0, place: "", walk: "", street: "" };
  choice.show = readSet(given.get("show"), LAYERS, SHOWN_AT_FIRST);
  choice.who = readSet(given.get("who"), LABELS, LABELS);
  choice.ground = given.get("ground") !== "no";
  const month = Number(given.get("month"));
  if (Number.isInteger(month) && month >= 1 && month <= 12) choice.month = month;
  choice.flow = /^[a-z]+$/.exec(given.get("flow") ?? "")?.[0] ?? WHOLE_FLOW;
  choice.tint = TINTS.find((name) => name === given.get("tint")) ?? TINTS[0];
  if (placeExists(given.get("place"))) choice.place = given.get("place");
  else if (walkExists(given.get("walk"))) choice.walk = given.get("walk");
  else choice.street = readStreet(given.get("street"));
  return choice;
}

/** The address of a choice; "" for the first view. */
export function writeHash({ at, show, who, ground, month, flow, tint, place, walk, street }) {
  const parts = [];
  if (at) parts.push(`at=${+at.zoom.toFixed(2)}/${at.lat.toFixed(5)}/${at.lon.toFixed(5)}`);
  if (!same(show, SHOWN_AT_FIRST)) parts.push(`show=${[...show].join(",")}`);
  if (!same(who, LABELS)) parts.push(`who=${[...who].join(",")}`);
  if (!ground) parts.push("ground=no");
  if (month) parts.push(`month=${month}`);
  if (flow !== WHOLE_FLOW) parts.push(`flow=${flow}`);
  if (tint !== TINTS[0]) parts.push(`tint=${tint}`);
  if (place) parts.push(`place=${place}`);
  if (walk) parts.push(`walk=${walk}`);
  if (street) parts.push(`street=${writeStreet(street)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

function readPosition(text) {
  const [zoom, lat, lon] = (text || "").split("/").map(Number);
  const sound = [zoom, lat, lon].every(Number.isFinite);
  return sound && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

// a street is where it is, how many metres it reaches from there, and its name: names are not alone
function readStreet(text) {
  const parts = /^(-?[\d.]+)\/(-?[\d.]+)\/(\d+)\/(.+)$/s.exec(text || "");
  if (!parts) return "";
  const [lat, lon, reach_m] = parts.slice(1, 4).map(Number);
  const sound = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && reach_m < 100_000;
  return sound ? { lat, lon, reach_m, name: parts[4] } : "";
}

function writeStreet({ lat, lon, reach_m, name }) {
  return `${lat}/${lon}/${reach_m}/${encodeURIComponent(name).replaceAll("%20", "+")}`;
}

function readSet(text, known, otherwise) {
  if (text === null) return new Set(otherwise);
  return new Set(text.split(",").filter((name) => known.includes(name)));
}

function same(set, list) {
  return set.size === list.length && list.every((name) => set.has(name));
}
