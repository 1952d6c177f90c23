// What is said before a yes, in the languages that came with the app, for the screen that shows it: `virtual:consent` is
// { language: { key: text } }. A conversation may be held in a language that the voisin does not read on her phone.

import { readdirSync, readFileSync } from "node:fs";

const NAME = "virtual:consent";

export const consentWords = (folder) => ({
  name: "consent-words",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
  load(id) {
    if (id !== `\0${NAME}`) return null;
    const found = {};
    for (const file of readdirSync(folder).filter((one) => /^[a-z]{2,3}\.json$/.test(one) && one !== "fr.json")) {
      const words = Object.entries(JSON.parse(readFileSync(`${folder}/${file}`, "utf8"))).filter(([key]) => key.startsWith("consent."));
      if (words.length) found[file.slice(0, -5)] = Object.fromEntries(words);
    }
    return { code: `export default ${JSON.stringify(found)}`, moduleType: "js" };
  },
});
