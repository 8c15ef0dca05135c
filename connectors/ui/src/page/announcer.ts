/** What a screen reader says of an answer: once, and short; whoever wants more reads the log. */

import { spoken } from "../shared/prose.ts";
import type { Message } from "../shared/protocol.ts";
import { t } from "../shared/words.ts";

/** The parts of one answer may come one by one. */
const SETTLED_MS = 300;

export class Announcer {
  private known = 0;
  private timer = 0;

  constructor(private readonly say: (text: string) => void) {}

  /** Takes all messages there are; what was there when the page came is no news. */
  hear(messages: Message[], waited: boolean): void {
    const newest = messages.at(-1)?.seq ?? 0;
    if (!newest || (!this.known && !waited)) {
      this.known = newest;
      return;
    }
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const fresh = messages.filter((m) => m.seq > this.known && m.from !== "citizen");
      this.known = newest;
      if (fresh[0]) this.say(short(fresh[0], fresh.length));
    }, SETTLED_MS);
  }
}

function short(first: Message, parts: number): string {
  const who = first.from === "staff" ? first.staff || t("staff") : t("bot");
  const line = spoken(first.text.split("\n")[0] ?? "").trim();
  return `${who}：${line}${parts > 1 ? t("parts", { n: parts }) : ""}`;
}
