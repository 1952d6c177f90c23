// Words shared by the whole phone: the shapes of the contract (contract/README.md). No DOM here.

export type Outcome =
  | "met" | "absent" | "not_now" | "not_interested" | "vacant" | "never_again"
  | "no_common_language" | "inaccessible" | "not_a_dwelling";

export type Label = Record<string, string>;
export type Answer = string | number | string[];
export type Answers = Record<string, Answer>;
export type Expression = [string, ...unknown[]];

export interface Choice { code: string; label: Label; columns?: Record<string, string> }

export interface Question {
  code: string;
  type: "select_one" | "select_multiple" | "integer" | "text" | "date" | "note" | "calculate" | "group";
  label: Label;
  hint?: Label;
  required?: boolean;
  relevant?: Expression;
  constraint?: Expression;
  constraint_message?: Label;
  calculate?: Expression;
  choice_filter?: Expression;
  default?: string | number;
  or_other?: boolean;
  choices?: Choice[];
  questions?: Question[];
}

export interface Definition { format: 1; languages: string[]; questions: Question[] }

export interface Coded { code: string; label: Label }

// A sentence that can be listened to in one language (contract/README.md, « Sounds »).
export interface Sound { key: string; lang: string; sha256: string; bytes: number; ms: number }

export interface Said { sentences: { key: string; where: string; text: Label }[]; corrected?: Record<string, Label>; sounds: Sound[] }

// What became of one recording of this voisin.
export interface Fate { id: string; state: "waiting" | "heard" | "replaced" | "refused" | "erased"; why: string; mission: string | null; key: string; lang: string }

export interface Mission {
  id: string;
  title: string;
  theme: string;
  commissioner: string;
  passes_max: number;
  guide: {
    version?: number;
    steps?: { code: string; title: Label; text: Label }[];
    objections?: { code: string; question: Label; answer: Label }[];
  };
  questionnaire: { id: string; version: number; definition: Definition } | null;
  needs: Coded[];
  handouts: Coded[];
  // Absent from a server, or a copy, of before the sounds.
  sounds?: Sound[];
}

export interface Door {
  id: string;
  floor: number;
  label: string;
  position: number;
  state: "to_do" | "come_back" | "skip" | "stop";
  attempts: number;
  pass: number;
  // A resident asked for a return visit here; in which language, if she said so. Never about what.
  asked?: boolean;
  language?: string;
}

export interface Entrance {
  id: string;
  building: string;
  residence: string;
  name: string;
  address: string;
  has_lift: boolean;
  is_house: boolean;
  at?: [number, number] | null;
  // The last day on which one does not go there; never why.
  avoid_until?: string | null;
  doors: Door[];
}

export interface Tour {
  id: string;
  mission: string;
  day: string;
  starts_at: string;
  ends_at: string;
  state: "planned" | "started" | "ended" | "cancelled";
  with: { first_name: string; picture: string; languages: string[]; phone?: string } | null;
  // Who watches over a lone tour.
  buddy?: { first_name: string; picture: string; phone: string } | null;
  stops: { entrance: string; position: number }[];
  entrances: Entrance[];
}

export interface Me {
  id: string;
  first_name: string;
  picture: string;
  languages: string[];
  site: { name: string; time_zone: string; manager: string };
  // The wave of the voluntary survey to offer now.
  survey?: string | null;
}

// Where a resident may be sent, in words (contract/README.md). `books`: appointments can be made on its planning.
export interface Service {
  code: string; name: string; what: string; needs: string[]; place: string; opening: string; phone: string; books: boolean;
  places?: Place[]; holidays?: string[];
}
// Where a service is given. `week`: minutes after midnight, Monday first; only when the hours could be read for certain.
export type Spans = [number, number][];
export interface Week { d: (Spans | null)[]; h?: Spans }
export interface Place { name: string; place?: string; phone?: string; opening?: string; remark?: string; week?: Week; at?: [number, number]; moves?: boolean }

// Numbers that work without network, what became of this voisin's own alarms, over whom she watches today (contract/README.md).
export interface Safety {
  manager_phone: string;
  numbers: { name: string; number: string }[];
  grace_minutes: number;
  alarms: { id: string; kind: string; at: string; state: "arrived" | "taken" | "closed"; by: string }[];
  watching: { first_name: string; phone: string; day: string; starts_at: string; ends_at: string }[];
}

export interface Hours {
  month: string;
  contract_minutes: number;
  declared: { id: string; rev: number; day: string; from: string; to: string; sort: string; tour: string | null }[];
  // Absent from servers of before.
  months?: MonthSheet[];
}

// A month as it counts. `digest` names these very figures: it is what is signed.
export interface MonthSheet {
  month: string; due: number; worked: number; sorts: Record<string, number>; at_10: number; at_25: number;
  state: "open" | "confirmed" | "signed"; digest: string | null; entries: MonthEntry[];
}

// One entry; `reason` when the manager corrected it, `mine` when it may still be taken back here.
export interface MonthEntry {
  id: string; rev: number; day: string; from: string; to: string; sort: string; minutes: number; reason: string | null; mine: boolean;
}

// The weeks to come (contract/README.md). `day` of a window: 1 (Monday) to 7.
export interface Window { day: number; from: string; to: string }
export interface Difference { id: string; rev: number; first: string; last: string; free: boolean; from?: string; to?: string }
export type SlotAnswer = "yes" | "no" | "swap" | "none";

export interface Slot {
  id: string; sort: string; title: string; place: string; day: string; from: string; to: string; left: number; with: string[];
  state: "waiting" | "accepted" | "refused" | "full" | "held" | "swapping" | "replaced" | "cancelled";
  op: string | null; rev: number; giving: string | null; was: { day: string; from: string; to: string } | null; notice: number; short: boolean;
  // It became a tour of this voisin.
  tour?: boolean;
}

export interface Rota {
  week: { id: string; rev: number; windows: Window[] } | null;
  differences: Difference[];
  slots: Slot[];
  holidays: { name: string; first: string; last: string }[];
  feed: string | null;
}

export interface VisitBody {
  tour: string;
  door: string;
  pass: number;
  outcome: Outcome;
  informed: boolean;
  language: string | null;
  started_at: string;
  ended_at: string;
  place: "doorway" | "inside" | null;
  answers: Answers;
  needs: string[];
  handed: string[];
  note: string;
  void?: boolean;
}

// unsent: never left the phone. flight: may have left, so its bytes never change again. received: the server has it.
// aside: the server keeps it for the manager to look at.
export type OpState = "unsent" | "flight" | "received" | "aside";

export interface Op {
  id: string;
  rev: number;
  n: number;
  kind: string;
  format: number;
  made_at: string;
  // Sealed for the server. A body in clear only comes from the first version of the app, until it is sealed.
  sealed?: string;
  body?: Record<string, unknown>;
  void: boolean;
  state: OpState;
  seq: number | null;
  reason: string | null;
  epoch: string | null;
}

// What the phone remembers of a visit while its tour lasts. After the tour: no body, only that the door is done.
export interface VisitNote {
  id: string;
  rev: number;
  tour: string;
  door: string;
  body: VisitBody | null;
  void: boolean;
  at: string;
  closed_at: string | null;
}

// `due`: when the voisin said to be back; `heard`: when she last said that all is well; `wait`: minutes before anybody worries.
export interface TourMark {
  tour: string; started_at: string | null; ended_at: string | null; due?: number; heard?: number; wait?: number;
}

// The badges of the next days (contract/README.md): shown without network, between `opens` and `closes`.
export interface Shift { tour: string; code: string; tile: string; opens: string; closes: string; qr: string }
export interface Badge { association: string; address: string; call: string; portrait: string; shifts: Shift[] }

export interface Download {
  cursor: string;
  more: boolean;
  epoch: string;
  now: string;
  voisin: Me;
  hours: Hours;
  // Absent from a server of before.
  rota?: Rota;
  directory?: Service[];
  safety?: Safety;
  training?: Training;
  // Null while nothing changed since the cursor; absent from a server of the first version.
  badge?: Badge | null;
  missions: Mission[];
  changed: Tour[];
  gone: string[];
  said?: Said;
  voices?: Fate[];
  resolved: { id: string; rev: number; decision: string }[];
  aliases: Record<string, string>;
  server_keys?: { kid: string; kty: "EC"; crv: "P-256"; x: string; y: string }[];
  kid?: string;
}

// A training session that this voisin is asked to. `op` and `rev`: what signed it last; `answered`: that she said what she thought.
export interface Session {
  id: string; attendance: string; title: string; by: string; place: string; day: string; from: string; to: string;
  state: "asked" | "there" | "absent" | "cancelled"; signed: boolean; op: string | null; rev: number; answered: boolean;
}

export interface Training { sessions: Session[]; followed: { count: number; minutes: number }; lacks: { title: string; planned: boolean }[] }
