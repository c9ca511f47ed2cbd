const DIRECTION_MARKS = /[\u200f\u2068\u2069]/g; // see text.js; other programs would show them

/** Let the browser save a text as a file, without any server. */
export function save(fileName, text, type) {
  const address = URL.createObjectURL(new Blob([text.replace(DIRECTION_MARKS, "")], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: fileName });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000); // some browsers read it late
}
