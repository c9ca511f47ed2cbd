// Whole numbers in few bytes, as guidegen/varints.py writes them, and what is compressed by zlib.

/** The bytes of a text in base64. */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** What was compressed. */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Columns of zigzag varints one after the other: read(count), and read.at(), where they end. */
export function reader(bytes) {
  let at = 0;
  function read(count) {
    const column = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      let bits = 0;
      let shift = 0;
      let byte;
      do {
        byte = bytes[at++];
        bits |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
      column[i] = (bits >>> 1) ^ -(bits & 1);
    }
    return column;
  }
  read.at = () => at;
  return read;
}
