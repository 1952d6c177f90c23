// Word lists are kept in lines that a person can read; on the phone each is one text, sorted, each word with the number of first letters
// that it shares with the one before it: a third less to carry. Unpacked by core/guard/phrases.ts.

const isList = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

export function packed(lines) {
  const words = [...new Set(lines.join(" ").split(" "))].sort();
  return words.map((word, n) => {
    const before = words[n - 1] ?? "";
    let same = 0;
    while (same < 9 && same < word.length && word[same] === before[same]) same += 1;
    return same + word.slice(same);
  }).join("");
}

export const packedLists = (value) =>
  Array.isArray(value) ? (isList(value) ? packed(value) : value)
    : typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === "patterns" ? one : packedLists(one)])) : value;
