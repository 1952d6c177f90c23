// Words for places and people.

import languages from "../../../contract/words/languages.json";
import type { Door, Entrance, Label } from "../core/types.ts";
import { sideOf } from "../core/doors.ts";
import { t } from "../l10n/t.ts";

interface Language { code: string; name: string; fr: string }
export const LANGUAGES = languages as Language[];
const byCode = new Map(LANGUAGES.map((one) => [one.code, one]));

export const ownName = (code: string): string => byCode.get(code)?.name ?? code;
export const frenchName = (code: string): string => byCode.get(code)?.fr ?? code;
export const isRtl = (code: string): boolean => ["ar", "ur", "fa", "ps", "ku"].includes(code);

export function label(texts: Label | undefined, language: string): string {
  if (!texts) return "";
  return texts[language] ?? texts["fr"] ?? Object.values(texts)[0] ?? "";
}

export function floorName(floor: number): string {
  if (floor === 0) return t("stair.ground");
  if (floor < 0) return t("stair.below", { n: -floor });
  return floor === 1 ? t("stair.first") : t("stair.nth", { n: floor });
}

export function whereIs(entrance: Entrance, door: Door): string {
  const side = sideOf(entrance, door);
  const floor = floorName(door.floor);
  if (side === "only" || entrance.is_house) return entrance.is_house ? entrance.address : floor;
  if (side === "left" || side === "right") return `${floor}, ${t(`stair.place_${side}`)}`;
  return `${floor}, ${t("stair.place_n", { n: side })}`;
}

export const placeName = (entrance: Entrance): string =>
  entrance.is_house ? entrance.name : `${entrance.building.replace(/^Bâtiment /, "Bât. ")}, ${entrance.name.charAt(0).toLowerCase()}${entrance.name.slice(1)}`;
