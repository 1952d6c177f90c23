// Words for places and people.

import languages from "../../../contract/words/languages.json";
import type { Door, Entrance, Label } from "../core/types.ts";
import { isRtl } from "../core/writing.ts";
import { sideOf } from "../core/doors.ts";
import { list, longDay, mostly, t } from "../l10n/t.ts";
import { stamp } from "../store/save.ts";

interface Language { code: string; name: string; fr: string }
export const LANGUAGES = languages as Language[];
const byCode = new Map(LANGUAGES.map((one) => [one.code, one]));

export const ownName = (code: string): string => (code === "other" ? t("talk.other") : (byCode.get(code)?.name ?? code));
export const frenchName = (code: string): string => byCode.get(code)?.fr ?? code;
// "français et soninké" in French; elsewhere each language by its own name, which nobody has to translate.
export const languageNames = (codes: string[]): string => list(codes.map(mostly() === "fr" ? frenchName : ownName));

// The language a text of a mission is really in: the one asked for when it is there, else French, else whatever there is.
export function spoken(texts: Label | undefined, language: string): string {
  if (!texts || texts[language]) return language;
  return texts["fr"] ? "fr" : (Object.keys(texts)[0] ?? language);
}
export const label = (texts: Label | undefined, language: string): string => texts?.[spoken(texts, language)] ?? "";
export const dirOf = (code: string): "rtl" | "ltr" => (isRtl(code) ? "rtl" : "ltr");

export function floorName(floor: number): string {
  if (floor === 0) return t("stair.ground");
  if (floor < 0) return t("stair.below", { n: -floor });
  return floor === 1 ? t("stair.first") : t("stair.nth", { n: floor });
}

export function whereIs(entrance: Entrance, door: Door): string {
  const side = sideOf(entrance, door);
  const floor = floorName(door.floor);
  if (side === "only" || entrance.is_house) return entrance.is_house ? entrance.address : floor;
  if (side === "left" || side === "right") return t(`stair.on_${side}`, { floor });
  return t("stair.on_landing", { floor, n: side });
}

// The manager's French words that have a word everywhere; a name of one's own stays as it is on the wall.
const KINDS: Record<string, string> = { "Bâtiment": "building", Tour: "tower", Escalier: "stairs", Hall: "hall", "Entrée": "entrance" };
function placed(text: string): string {
  const [, kind, name] = /^(Bâtiment|Tour|Escalier|Hall|Entrée)(?: (.+))?$/.exec(text) ?? [];
  if (!kind || (!name && kind !== "Entrée")) return text;
  return name ? t(`place.${KINDS[kind]}`, { name }) : t("place.only_entrance");
}

export const entranceName = (entrance: Entrance): string => (mostly() === "fr" ? entrance.name : placed(entrance.name));

export const placeName = (entrance: Entrance): string =>
  entrance.is_house ? entrance.name : t("place.both", { building: placed(entrance.building), entrance: placed(entrance.name) });

// "à éviter jusqu'au …", while it is; never why.
export function avoidedUntil(entrance: Entrance | undefined): string {
  const until = entrance?.avoid_until;
  return until && until >= stamp().slice(0, 10) ? t("safe.avoid", { day: longDay(until) }) : "";
}
