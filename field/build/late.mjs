// The words of screens that are loaded on demand travel with them, not in the first load: keys by their prefix, but for the few that
// the first screens say too. A screen of that sort imports l10n/late.ts; tests/late.test.ts holds both to it.

const LATE = ["alert.", "ask.", "consent.", "hours.", "leave.", "near.", "review.", "note.", "rota.", "sort.", "sos.", "sound.", "survey.", "train.", "voice."];
const EARLY = ["alert.call", "ask.came", "ask.came_in"];

export const isLate = (key) => LATE.some((start) => key.startsWith(start)) && !EARLY.includes(key);

// What the server says in its answers, in every language at once: translated with the rest, never said by the app itself.
const ELSEWHERE = ["need."];
const part = (words, late) => Object.fromEntries(Object.entries(words)
  .filter(([key]) => isLate(key) === late && !ELSEWHERE.some((start) => key.startsWith(start))));

// For Vite: `fr.json` is what the first screens say, `fr.json?late` the rest. Both are read from the one file.
export const lateWords = (file, read) => ({
  name: "late-words", enforce: "pre", apply: "build",
  load(id) {
    if (!id.startsWith(file)) return null;
    return { code: `export default ${JSON.stringify(part(JSON.parse(read(file, "utf8")), id.endsWith("?late")))}`, moduleType: "js" };
  },
});
