/** Every request to the server; an answer that is no success becomes a Refusal. */

import { language } from "../shared/words.ts";
import { message, type Message, type ServiceBrief, type Shelves } from "../shared/protocol.ts";

const PATIENCE_MS = 20_000;

/** The server said no, and why; `lasting` means that asking again will not help. */
export class Refusal extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }

  get lasting(): boolean {
    return this.status >= 400 && this.status < 500 && ![408, 425, 429].includes(this.status);
  }
}

export interface Feedback {
  conversation: string;
  verdict: "solved" | "unsolved" | "wrong";
  seq?: number;
  service?: string;
  field?: string;
  line?: string;
  text?: string;
}

export interface Api {
  send(body: { conversation?: string; text: string; message_id: string }): Promise<{ conversation: string; messages: Message[] }>;
  history(conversation: string, after: number): Promise<Message[]>;
  forget(conversation: string): Promise<void>;
  /** Gives the number of the ticket that a wrong line became, else nothing. */
  feedback(body: Feedback): Promise<string>;
  shelves(): Promise<Shelves>;
  suggest(q: string): Promise<ServiceBrief[]>;
  list(theme: string): Promise<ServiceBrief[]>;
  events(conversation: string, after: number): EventSource;
}

async function ask(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(path, { ...init, credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body?.error?.message ?? "");
  return body;
}

/** A query, with the script texts shall come in where it is not the usual one. */
const query = (fields: Record<string, string> = {}): string => {
  const found = new URLSearchParams(fields);
  if (language() === "zh-Hant") found.set("lang", "zh-Hant");
  return found.size ? `?${found}` : "";
};

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** What staff may see of the person's side; a mark that is lost is no loss. */
export async function seen(conversation: string, mark: { read?: number; typing?: boolean }): Promise<void> {
  await ask(`/api/conversations/${encodeURIComponent(conversation)}/seen`, json("POST", mark)).catch(() => undefined);
}

export const api: Api = {
  async send(body) {
    const reply = await ask(`/api/messages${query()}`, json("POST", body));
    const from = reply.handled_by === "staff" ? "staff" : "bot";
    const messages = (reply.messages as Partial<Message>[]).map((raw) => message(raw, from));
    return { conversation: String(reply.conversation), messages };
  },
  async history(conversation, after) {
    const found = await ask(`/api/messages${query({ conversation, after: String(after) })}`);
    return (found.messages as Partial<Message>[]).map((raw) => message(raw));
  },
  async forget(conversation) {
    await ask(`/api/conversations/${encodeURIComponent(conversation)}`, { method: "DELETE" });
  },
  async feedback(body) {
    const noted = await ask("/api/feedback", json("POST", body));
    return String(noted.ticket ?? "");
  },
  async shelves() {
    return (await ask(`/api/shelves${query()}`)) as unknown as Shelves;
  },
  async suggest(q) {
    const found = await ask(`/api/services${query({ q, limit: "8" })}`);
    return found.services as ServiceBrief[];
  },
  async list(theme) {
    const found = await ask(`/api/services${query({ theme, limit: "200" })}`);
    return found.services as ServiceBrief[];
  },
  events(conversation, after) {
    return new EventSource(`/api/events${query({ conversation, after: String(after) })}`);
  },
};
