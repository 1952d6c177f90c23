// What the screens of help share: whom to call for which danger, where one is, and their own drawings. It loads with them.

import type { Call } from "../core/calls.ts";
import type { Entrance, Tour } from "../core/types.ts";
import { t } from "../l10n/t.ts";
import { stamp } from "../store/save.ts";
import { ICONS } from "../ui/icons.ts";
import { app, type Page } from "./app.svelte.ts";
import { currentTour } from "./tonight.ts";

// The closed list of contract/words/alerts.json: an icon and the numbers to call, the most likely first. 114 is written to, not spoken to.
export const SORTS: Record<string, { icon: string; numbers: string[] }> = {
  danger_now: { icon: "siren", numbers: ["112", "15", "17", "18", "114"] },
  child: { icon: "baby", numbers: ["17", "119", "15"] },
  violence: { icon: "hand-palm", numbers: ["17", "114", "3919"] },
  isolation: { icon: "hand-heart", numbers: ["15", "112"] },
  building: { icon: "buildings", numbers: ["18", "112"] },
  other: { icon: "dots-three-circle", numbers: ["112"] },
};

export const hrefOf = (number: string): string => `${number === "114" ? "sms" : "tel"}:${number}`;

// As it is read aloud: 39 19, 01 99 00 00 11.
export function shown(number: string): string {
  return number.length === 4 || number.length === 10 ? number.replace(/(\d\d)(?=\d)/g, "$1\u00a0") : number;
}

export interface Place { tour: Tour | undefined; id: string | null; entrance: Entrance | undefined }

// Where one is, in words: the tour under way and the entrance that was open. Locked, the tour's id is all that can be read.
export function placeOf(back: Page): Place {
  const tour = "tour" in back ? app.tour(back.tour) : (currentTour(app.tours, app.marks) ?? undefined);
  const mark = [...app.marks.values()].find((one) => one.started_at && !one.ended_at && Date.now() - Date.parse(one.started_at) < 24 * 3600_000);
  const id = tour?.id ?? ("tour" in back ? back.tour : undefined) ?? mark?.tour ?? null;
  const entrance = "entrance" in back && tour ? app.entrance(tour.id, back.entrance) : undefined;
  return { tour, id, entrance };
}

export const manager = (): string => app.me?.site.manager || t("sos.manager");

// The partner, or who watches over a lone tour; with a number only on the day, and only when they agreed.
export function colleagueOf(tour: Tour | undefined): { first_name: string; phone: string } | null {
  const one = tour?.with ?? tour?.buddy;
  return one ? { first_name: one.first_name, phone: tour?.day === stamp().slice(0, 10) ? (one.phone ?? "") : "" } : null;
}

export function stateOf(call: Call): string {
  return t(`alert.${call.state}`, { name: call.by || manager() });
}

Object.assign(ICONS, {
  "siren": "M116,20V12a12,12,0,0,1,24,0v8a12,12,0,0,1-24,0Zm84,36a12,12,0,0,0,8.49-3.51l8-8a12,12,0,1,0-17-17l-8,8A12,12,0,0,0,200,56ZM47.51,52.49a12,12,0,0,0,17-17l-8-8a12,12,0,0,0-17,17ZM236,176v24a20,20,0,0,1-20,20H40a20,20,0,0,1-20-20V176a20,20,0,0,1,16-19.6V140a92,92,0,0,1,92-92h.71C179,48.38,220,90.1,220,141v15.4A20,20,0,0,1,236,176ZM60,140v16H196V141c0-37.77-30.27-68.72-67.48-69H128a68,68,0,0,0-68,68Zm152,40H44v16H212Zm-75.6-66.72a28,28,0,0,1,18.32,18.32,12,12,0,0,0,22.9-7.2,52,52,0,0,0-34-34,12,12,0,0,0-7.2,22.9Z",
  "baby": "M92,144a16,16,0,1,1,16-16A16,16,0,0,1,92,144Zm72-32a16,16,0,1,0,16,16A16,16,0,0,0,164,112Zm-14.4,49.85a41,41,0,0,1-43.2,0,12,12,0,1,0-12.8,20.3,65,65,0,0,0,68.8,0,12,12,0,1,0-12.8-20.3ZM236,128A108,108,0,1,1,128,20,108.12,108.12,0,0,1,236,128Zm-24,0a84.08,84.08,0,0,0-82-83.95c-9.46,14.2-10,27.28-10,28A8,8,0,0,0,136,72a12,12,0,0,1,24,0,32,32,0,0,1-64,0c0-.63.1-10.48,5-23.52A84,84,0,1,0,212,128Z",
  "chat-text": "M216,44H40A20,20,0,0,0,20,64V224A19.82,19.82,0,0,0,31.56,242.1a20.14,20.14,0,0,0,8.49,1.9,19.91,19.91,0,0,0,12.82-4.72l.12-.11L84.47,212H216a20,20,0,0,0,20-20V64A20,20,0,0,0,216,44Zm-4,144H80a11.93,11.93,0,0,0-7.84,2.92L44,215.23V68H212ZM84,108A12,12,0,0,1,96,96h64a12,12,0,1,1,0,24H96A12,12,0,0,1,84,108Zm0,40a12,12,0,0,1,12-12h64a12,12,0,0,1,0,24H96A12,12,0,0,1,84,148Z",
});
