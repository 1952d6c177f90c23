// What the screens of a request share: drawings that no other screen has, and words for what was kept.

import followUps from "../../../contract/words/follow_ups.json";
import type { Kept } from "../core/asks.ts";
import { slipOf } from "../core/slips.ts";
import type { Coded } from "../core/types.ts";
import "../l10n/late.ts";
import { clock, longDay, t } from "../l10n/t.ts";
import { ICONS } from "../ui/icons.ts";
import { app } from "./app.svelte.ts";

// Phosphor icons 2.1.1, MIT, like the others; here because the first load does not need them.
Object.assign(ICONS, {
  phone: "M224,154.8l-47.09-21.11-.18-.08a19.94,19.94,0,0,0-19,1.75,13.08,13.08,0,0,0-1.12.84l-22.31,19c-13-7.05-26.43-20.37-33.49-33.21l19.06-22.66a11.76,11.76,0,0,0,.85-1.15,20,20,0,0,0,1.66-18.83,1.42,1.42,0,0,1-.08-.18L101.2,32A20.06,20.06,0,0,0,80.42,20.15,60.27,60.27,0,0,0,28,80c0,81.61,66.39,148,148,148a60.27,60.27,0,0,0,59.85-52.42A20.06,20.06,0,0,0,224,154.8ZM176,204A124.15,124.15,0,0,1,52,80,36.29,36.29,0,0,1,80.48,44.46l18.82,42L80.14,109.28a12,12,0,0,0-.86,1.16A20,20,0,0,0,78,130.08c9.42,19.28,28.83,38.56,48.31,48A20,20,0,0,0,146,176.63a11.63,11.63,0,0,0,1.11-.85l22.43-19.07,42,18.81A36.29,36.29,0,0,1,176,204Z",
  signpost: "M248.92,104,215.3,66.62A20,20,0,0,0,200.44,60H140V32a12,12,0,0,0-24,0V60H40A20,20,0,0,0,20,80v64a20,20,0,0,0,20,20h76v60a12,12,0,0,0,24,0V164h60.44a20,20,0,0,0,14.86-6.62L248.92,120A12,12,0,0,0,248.92,104Zm-50.26,36H44V84H198.66l25.2,28Z",
});

export const KINDS = [["referral", "signpost"], ["appointment", "calendar-blank"], ["follow_up", "phone"]] as const;
export const WHAT = followUps as Coded[];
export const whatFor = (code: string): string => (WHAT.some((one) => one.code === code) ? t(`ask.for_${code}`) : code);

// The service, or what for; then the slip, the hour or that it is sealed.
export function nameOf(kept: Kept): string {
  if (kept.kind === "follow_up") return whatFor(kept.code);
  return app.directory.find((one) => one.code === kept.code)?.name ?? kept.code;
}
export function detailOf(kept: Kept): string {
  if (kept.kind === "follow_up") return kept.way === "call" ? t("ask.row_sealed") : t("ask.visit");
  const row = t("ask.row", { name: t(`ask.${kept.kind}`), slip: slipOf(kept.id) });
  return kept.at ? `${row} · ${longDay(kept.at.slice(0, 10))}, ${clock(kept.at.slice(11, 16))}` : row;
}
