// A place in words: how far, and whether it is open. Loaded with the screens that send somebody somewhere.

import { dayAfter, walk, type Near } from "../core/near.ts";
import "../l10n/late.ts";
import { clock, t, weekday } from "../l10n/t.ts";
import { stamp } from "../store/save.ts";

const FAR_M = 3000;
const hour = (minute: number): string => clock(`${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);

export function far({ metres }: Near): string {
  if (metres === null) return "";
  return metres > FAR_M ? t("near.km", { n: Math.round(metres / 1000) }) : t("near.walk", { n: walk(metres) });
}
export function open({ stands, place }: Near): string {
  if (place.moves) return t("near.moves");
  if (!stands) return "";
  if (stands.state === "open") return stands.minute === 1440 ? t("near.open_late") : t("near.open", { hour: hour(stands.minute) });
  if (stands.state !== "opens") return t(`near.${stands.state}`);
  if (stands.in_days < 2) return t(stands.in_days ? "near.opens_tomorrow" : "near.opens", { hour: hour(stands.minute) });
  return t("near.opens_day", { day: weekday(dayAfter(stamp().slice(0, 10), stands.in_days)), hour: hour(stands.minute) });
}
