// Letters as they are compared: "Pônt" and "pont" are one word, in texts and in what readers type.

// letters that are no plain letter with a mark on it, and yet are typed as one
const SPELT = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t", ı: "i", ς: "σ",
  // Arabic and Persian spellings of the same letters; the last only makes words longer
  ى: "ي", ی: "ي", ة: "ه", ک: "ك", ـ: "",
};
// scripts that put no spaces between words, and Hangul, which puts few
const UNSPACED = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}ー\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]";
const UNSPACED_LETTER = /* @__PURE__ */ new RegExp(UNSPACED, "u");
const WORDS = /* @__PURE__ */ new RegExp(`(${UNSPACED}+)|(?:(?!${UNSPACED})[\\p{L}\\p{N}])+`, "gu");
const ARTICLE = /^ال(?=\p{L}{3})/u;

const known = new Map();

/** A text without accents, case and variants of letters. */
export function fold(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let out = "";
  for (const letter of text) out += foldLetter(letter);
  return out;
}

function foldLetter(letter) {
  let plain = known.get(letter);
  if (plain === undefined) {
    plain = letter.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
    plain = Array.from(plain, (each) => SPELT[each] ?? each).join("");
    known.set(letter, plain);
  }
  return plain;
}

/**
 * The words of a text: { term, from, to }, where they are in it.
 *
 * Where a script has no spaces, each letter and the next are a word; so are, for the last letter,
 * it alone: a word then begins at every letter, and whatever a reader types is found in the middle.
 */
export function wordsOf(text) {
  const { folded, at } = placed(text);
  const words = [];
  for (const match of folded.matchAll(WORDS)) {
    const letters = match[1] ? pairs(match[0]) : [[0, match[0].length]];
    for (const [first, last] of letters) {
      const from = match.index + first;
      const to = match.index + last;
      words.push({ term: match[0].slice(first, last), from: at[from], to: endOf(at, to - 1), starts: at.slice(from, to + 1) });
    }
  }
  return words;
}

/** What a text is found by. */
export function indexTerms(text) {
  const terms = [];
  for (const [run, unspaced] of fold(text).matchAll(WORDS)) {
    if (unspaced) for (const [first, last] of pairs(run)) terms.push(run.slice(first, last));
    else terms.push(run);
    if (ARTICLE.test(run)) terms.push(run.replace(ARTICLE, ""));
  }
  return terms;
}

/** What is looked for when a reader types a text. */
export function queryTerms(text) {
  const terms = [];
  for (const [run, unspaced] of fold(text).matchAll(WORDS)) {
    const found = unspaced ? pairs(run).map(([first, last]) => run.slice(first, last)) : [run];
    // the last letter alone says nothing that the pair before it does not
    terms.push(...(unspaced && found.length > 1 ? found.slice(0, -1) : found));
  }
  return terms;
}

/** Whether a term is of a script without spaces: typing errors are no matter of letters there. */
export function isUnspaced(term) {
  return UNSPACED_LETTER.test(term);
}

/** The folded text, and for each of its units where in the text it comes from. */
function placed(text) {
  let folded = "";
  const at = [];
  let offset = 0;
  for (const letter of text) {
    const plain = foldLetter(letter);
    for (let i = 0; i < plain.length; i++) at.push(offset);
    folded += plain;
    offset += letter.length;
  }
  at.push(offset);
  return { folded, at };
}

/** Where a folded unit ends in the text, marks that belong to it included. */
export function endOf(at, unit) {
  let next = unit + 1;
  while (next < at.length - 1 && at[next] === at[unit]) next++;
  return at[next];
}

/** Where each letter and the next begin and end. */
function pairs(run) {
  const starts = [];
  let offset = 0;
  for (const letter of run) {
    starts.push(offset);
    offset += letter.length;
  }
  return starts.map((start, i) => [start, starts[i + 2] ?? run.length]);
}
