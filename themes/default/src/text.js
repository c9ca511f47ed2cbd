// The page's language: its texts, numbers, distances and times. English is the source's; for other
// languages the page loads a script with a catalogue before this one.

/** The text in the page's language, its {placeholders} filled in. */
export function t(text, values = {}) {
  return fill(text, values);
}

/** The one of both texts that fits n, which fills {n} too. */
export function tn(one, many, n, values = {}) {
  return fill(n === 1 ? one : many, { n: number(n), ...values });
}

/** A number as the language writes it. */
export function number(value) {
  return value.toLocaleString("en");
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? String(values[name]) : placeholder));
}
