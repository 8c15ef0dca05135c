/** The reply schema of the server (bot/replies.py) as the browser sees it. */

export type Kind =
  | "text" | "service" | "choices" | "question" | "checklist" | "materials" | "step" | "duration"
  | "fee" | "place" | "condition" | "channel" | "legal" | "progress" | "summary" | "receipt"
  | "handoff" | "ticket" | "notice";

export type Sender = "citizen" | "bot" | "staff";

export interface Choice {
  label: string;
  say: string;
}

/** One line of an answer, with the field of the catalogue it came from. */
export interface Line {
  field: string;
  text: string;
  for?: string;
}

/** What every card about a service carries; the rest depends on the kind. */
export interface Card {
  service_id?: string;
  service_name?: string;
  catalog_version?: string;
  as_of?: string;
  source?: string;
  checked_on?: string | null;
  notice?: string;
  lines?: Line[];
  [more: string]: unknown;
}

export interface Message {
  seq: number;
  from: Sender;
  kind: Kind;
  text: string;
  card: Card | null;
  options: Choice[];
  message_id?: string;
  staff?: string;
}

/** How a hand-over to staff stands; the newest counts. */
export interface Desk {
  desk: "BOT" | "WAITING" | "HUMAN" | "CLOSED";
  /** How many wait before this person. */
  ahead?: number;
  staff?: string;
  typing?: boolean;
  /** Staff have read up to this number. */
  read?: number;
}

export interface ServiceBrief {
  id: string;
  name: string;
  summary: string;
  theme: string;
  department: string;
  tags: string[];
}

/** What is offered to people who would rather look than type. */
export interface Shelves {
  themes: { id: string; name: string; text: string }[];
  life_events: { id: string; name: string; summary: string; say: string }[];
  examples: string[];
}

/** A message as it comes over the wire, with everything optional filled in. */
export function message(raw: Partial<Message>, from: Sender = "bot"): Message {
  return {
    ...raw,
    seq: Number(raw.seq ?? 0),
    from: raw.from ?? from,
    kind: raw.kind ?? "text",
    text: String(raw.text ?? ""),
    card: raw.card ?? null,
    options: Array.isArray(raw.options) ? raw.options : [],
  };
}
