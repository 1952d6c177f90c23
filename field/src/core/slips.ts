// The number of the slip that stays at the door: four characters drawn from an operation's id, the same as on the server.

const ALPHABET = "234679ACDEFGHJKMNPQRTWXY";

export function slipOf(id: string): string {
  let number = parseInt(id.replaceAll("-", "").slice(0, 8), 16);
  let letters = "";
  for (let place = 0; place < 4; place += 1) {
    letters = ALPHABET[number % ALPHABET.length]! + letters;
    number = Math.floor(number / ALPHABET.length);
  }
  return letters;
}
