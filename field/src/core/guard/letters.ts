// Letters as the guard reads them: without accents or capitals, cut into words that still know where they stood in the note.
// The server does the same, letter for letter (common/rules/guard/letters.py); both replay the labelled notes. Pure.

// What Unicode does not take apart by itself. Arabic letters that people write for one another count as one.
const ALIKE: Record<string, string> = {
  œ: "oe", æ: "ae", ı: "i", ø: "o", ł: "l", đ: "d", ß: "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
  "–": "-", "—": "-", "‑": "-", "‐": "-", "ى": "ي", "ة": "ه", "\n": "\n",
};
const SOUNDS: [string, string][] = [["ou", "u"], ["y", "i"], ["ph", "f"], ["ch", "x"], ["sh", "x"], ["ck", "k"], ["q", "k"], ["dj", "j"], ["h", ""]];
// A note in capitals, or With One On Each Word, says nothing by its capitals.
const SHARE = 0.6, FEW_LETTERS = 8, FEW_WORDS = 3;

// `raw`: plain letters; `short`: without doubled ones; `stem`: also without the s of a plural; `gap`: what stands before it;
// `keys`: what a word list may hold it by.
export interface Word { raw: string; short: string; stem: string; keys: string[]; begin: number; end: number; gap: string; capital: boolean; shouted: boolean; taken: boolean }

const seen = new Map<string, string>();

// One character in plain letters; nothing for accents, Arabic vowel signs, soft hyphens, direction marks.
function plain(letter: string): string {
  const alike = ALIKE[letter];
  if (alike !== undefined) return alike;
  let out = seen.get(letter);
  if (out === undefined) {
    out = "";
    for (const part of letter.normalize("NFKD").toLowerCase().normalize("NFKD")) {
      if (/[\p{M}\p{Cf}]/u.test(part)) continue;
      const code = part.codePointAt(0)!;
      if ((code >= 0x660 && code <= 0x669) || (code >= 0x6f0 && code <= 0x6f9)) out += code % 16;
      else if (code > 0xffff) out += "•";
      else out += ALIKE[part] ?? (/[\t\v\f\r\p{Z}]/u.test(part) ? " " : part);
    }
    seen.set(letter, out);
  }
  return out;
}

// The note in plain letters, and for each of them (and the end) where it comes from.
export function fold(note: string): { text: string; at: number[] } {
  let text = "", place = 0;
  const at: number[] = [];
  for (const letter of note) {
    const some = plain(letter);
    text += some;
    for (let n = 0; n < some.length; n += 1) at.push(place);
    place += letter.length;
  }
  return { text, at: [...at, note.length] };
}

// « connard » and « conard » are one word; an Arabic word loses its article.
export function withoutDoubles(word: string): string {
  const short = word.replace(/(.)\1+/g, "$1");
  return short > "\u0600" && short.length > 4 ? short.replace(/^[وبلف]?ال|^[وبلف](?=....)/, "") : short;
}

export function stem(word: string): string {
  const short = withoutDoubles(word);
  return short.length > 3 && short.endsWith("s") ? short.slice(0, -1) : short;
}

// A name as one hears it: Aïcha, Aicha, Aisha; Khadija, Kadidja.
export function sound(name: string): string {
  let heard = withoutDoubles(name);
  for (const [written, said] of SOUNDS) heard = heard.replaceAll(written, said);
  return heard.replace(/c(?=[aoulr]|$)/g, "k").replace(/(.)\1+/g, "$1");
}

const isCapital = (letter: string): boolean => letter !== letter.toLowerCase();

// The words of a folded note. « MrSylla » is two: a capital after a small letter begins another.
export function wordsOf(note: string, text: string, at: number[]): Word[] {
  const letters = [...note].filter((one) => one.toLowerCase() !== one.toUpperCase());
  const shouting = letters.length > FEW_LETTERS && letters.filter(isCapital).length > SHARE * letters.length;
  const capital = (place: number): boolean => isCapital(String.fromCodePoint(note.codePointAt(at[place]!)!));
  const words: Word[] = [];
  let last = 0;
  for (const match of text.matchAll(/[a-z\u00c0-\u1fff\u2c00-\ud7ff]+|[0-9]+/g)) {
    const end = match.index + match[0].length;
    const cuts = [match.index];
    for (let one = match.index + 1; one < end; one += 1) if (at[one] !== at[one - 1] && capital(one) && !capital(one - 1)) cuts.push(one);
    cuts.forEach((a, n) => {
      const b = cuts[n + 1] ?? end, raw = text.slice(a, b), big = capital(a) && !shouting;
      let shouted = big;
      for (let one = a; one < b; one += 1) shouted &&= capital(one);
      const short = withoutDoubles(raw), keys = [`=${raw}`, stem(raw)];
      for (let n = short.length; n > 1; n -= 1) keys.push(`${short.slice(0, n)}*`);
      words.push({ raw, short, stem: stem(raw), keys, begin: a, end: b, gap: text.slice(last, a), capital: big, shouted, taken: false });
      last = b;
    });
  }
  if (words.length > FEW_WORDS && words.filter((one) => one.capital).length > SHARE * words.length) {
    for (const one of words) one.capital = one.shouted = false;
  }
  return words;
}
