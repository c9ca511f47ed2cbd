// Numbers rounded and written as Python does: halves go to the even neighbour.

/** Python's round(value). */
export function round(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Python's f"{value:.<digits>f}"; a float's decimals are written out to see whether it is a half. */
export function fixed(value, digits) {
  if (!Number.isFinite(value)) return special(value);
  const text = value.toFixed(digits);
  const tail = Math.abs(value).toFixed(60).split(".")[1].slice(digits);
  if (!/^50*$/.test(tail) || "02468".includes(text.at(-1))) return text;
  const sign = value < 0 ? "-" : "";
  // half way, and rounded up to an odd digit: cut off instead
  return sign + Math.abs(value).toFixed(60).slice(0, text.length - sign.length);
}

/** Python's f"{value:g}". */
export function general(value) {
  if (!Number.isFinite(value)) return special(value);
  const [digits, power] = value.toExponential(5).split("e");
  const short = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -4 || power >= 6) return `${short(digits)}e${exponent(power)}`;
  return short(fixed(value, 5 - power));
}

/** Python's f"{value}" of a float. */
export function shown(value) {
  if (!Number.isFinite(value)) return special(value);
  const [digits, power] = value.toExponential().split("e");
  if (value !== 0 && (power < -4 || power >= 16)) return `${digits}e${exponent(power)}`;
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

function special(value) {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

function exponent(power) {
  return power[0] + power.slice(1).padStart(2, "0");
}
