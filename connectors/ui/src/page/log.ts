/** What was said, oldest first, for eyes and for screen readers. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Pending } from "../client/conversation.ts";
import { notes } from "../client/notes.ts";
import { BanshiElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import type { Desk, Message } from "../shared/protocol.ts";
import { catalogueLanguage, t } from "../shared/words.ts";
import { Announcer } from "./announcer.ts";
import { cards } from "./later.ts";
import { canSpeak, silence, speak } from "./voice.ts";

const ANSWERS = new Set([
  "checklist", "materials", "duration", "fee", "place", "condition", "channel", "legal", "progress", "summary",
]);
const NEAR_END_PX = 120;
const UNTOUCHED_PX = 4;

export class LogElement extends BanshiElement {
  static override properties = {
    messages: { attribute: false },
    pending: { attribute: false },
    desk: { attribute: false },
    busy: { type: Boolean },
    lost: { type: Boolean },
    examples: { attribute: false },
    reading: { state: true },
    rated: { state: true },
    rating: { state: true },
    unseen: { state: true },
    announced: { state: true },
  };

  declare messages: Message[];
  declare pending: Pending[];
  declare desk: Desk;
  declare busy: boolean;
  declare lost: boolean;
  declare examples: string[];
  declare reading: number;
  declare rated: number;
  declare rating: number;
  declare unseen: boolean;
  declare announced: string;

  constructor() {
    super();
    this.messages = [];
    this.pending = [];
    this.examples = [];
    this.desk = { desk: "BOT" };
    this.busy = this.lost = this.unseen = false;
    this.reading = this.rated = this.rating = 0;
    this.announced = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    notes.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    notes.removeEventListener("change", this.redraw);
  }

  protected override render(): TemplateResult {
    const last = this.messages.at(-1);
    const empty = !this.messages.length && !this.pending.length;
    return html`
      <div class="log" role="log" aria-live="off" aria-label=${t("conversation")} tabindex="0" @scroll=${this.scrolled}>
        ${empty ? this.welcome() : html`<h2 class="visually-hidden">${t("conversation")}</h2>`}
        ${repeat(this.messages, (m) => m.seq, (m, index) => this.turn(m, index, m === last && !this.pending.length))}
        ${repeat(this.pending, (p) => p.id, (p) => this.unsent(p))}
      </div>
      <p class="visually-hidden" role="status">${this.announced}</p>
      ${this.unseen ? html`<button type="button" class="to-end" @click=${this.toEnd}>${t("newMessages")} ↓</button>` : nothing}
      ${this.attendance()}
      <p class="status" role="status">${this.lost ? t("lost") : this.busy && this.desk.desk !== "HUMAN" ? this.dotted(t("thinking")) : nothing}</p>`;
  }

  /** Who has the conversation when it is not the assistant: the place in the queue, or a person. */
  private attendance(): unknown {
    const { desk, ahead = 0, staff, typing } = this.desk;
    if (desk === "WAITING") {
      return html`<div class="attendance"><p role="status">${icon("clock")}${ahead ? t("position", { n: ahead }) : t("nextInLine")}</p>
        <button type="button" class="small" @click=${() => this.tell("say", { text: "不等了" })}>${t("leaveQueue")}</button></div>`;
    }
    if (desk !== "HUMAN") return nothing;
    const name = staff || t("staff");
    return html`<div class="attendance"><p role="status">${icon("person")}${typing ? this.dotted(t("typing", { name })) : t("withStaff", { name })}</p></div>`;
  }

  private dotted(text: string): TemplateResult {
    return html`<span>${text}</span><span class="dots" aria-hidden="true"></span>`;
  }

  private welcome(): TemplateResult {
    return html`<section class="welcome">
      <h2>${t("welcome")}</h2>
      <p>${t("welcomeMore")}</p>
      ${this.examples.length ? html`<h3>${t("examples")}</h3>
        <ul class="examples">${this.examples.map((text) => html`<li>
          <button type="button" class="choice" lang="zh-Hans" @click=${() => this.tell("say", { text })}>${text}</button></li>`)}</ul>` : nothing}
      <p class="hint">${t("privacy")}</p>
    </section>`;
  }

  private turn(m: Message, index: number, last: boolean): TemplateResult {
    const who = m.from === "citizen" ? t("you") : m.from === "staff" ? m.staff || t("staff") : t("bot");
    const named = this.messages[index - 1]?.from !== m.from;
    const ends = this.messages[index + 1]?.from !== m.from;
    return html`<div class="turn from-${m.from}" data-seq=${m.seq} lang=${catalogueLanguage()}>
      <p class=${named && m.from !== "citizen" ? "who" : "visually-hidden"} tabindex="-1">${who}</p>
      <banshi-message .message=${m} .active=${last && !this.busy} .chosen=${m.options.length ? this.replyTo(index) : ""}></banshi-message>
      ${notes.tickets(m.seq).map((number) => this.ticket(number))}
      ${this.lastRead === m.seq ? html`<p class="read">${t("read")}</p>` : nothing}
      ${m.from === "citizen" || !ends ? nothing : this.tools(m.seq, this.run(index))}
      ${last && m.from === "bot" && this.answered() ? this.satisfaction(m) : nothing}
    </div>`;
  }

  /** What the citizen said to a message. */
  private replyTo(index: number): string {
    return this.messages.slice(index + 1).find((m) => m.from === "citizen")?.text ?? "";
  }

  /** The number of a ticket stays where the line stood that became it. */
  private ticket(number: string): TemplateResult {
    return html`<div class="noted" tabindex="-1">${icon("ticket")}<p>${t("thanksTicket", { ticket: number })}</p>
      <button type="button" class="small" aria-label="${t("copy")} ${number}" @click=${(event: Event) => void this.copy(number, event.currentTarget as HTMLElement)}>
        ${icon("copy")}<span>${t("copy")}</span></button></div>`;
  }

  /** Shows a ticket that has just come. */
  async showTicket(seq: number): Promise<void> {
    await this.updateComplete;
    [...this.querySelectorAll<HTMLElement>(`.turn[data-seq="${seq}"] > .noted`)].at(-1)?.focus();
  }

  /** What was tapped goes away: focus waits here for the answer, which may come much later. */
  awaitAnswer(): void {
    this.awaited = true;
    this.box?.focus({ preventScroll: true });
  }

  /** The newest message of the citizen that staff have read. */
  private get lastRead(): number {
    const read = this.desk.read ?? 0;
    return this.messages.findLast((m) => m.from === "citizen" && m.seq <= read)?.seq ?? 0;
  }

  /** True where the last turn of the assistant holds an answer one can be content with. */
  private answered(): boolean {
    const start = this.messages.findLastIndex((m) => m.from === "citizen");
    const said = this.messages.slice(start + 1);
    return said.some((m) => ANSWERS.has(m.kind)) && !said.some((m) => m.kind === "question" || m.kind === "choices");
  }

  /** Everything one side said in a row, ending here. */
  private run(index: number): string {
    const start = this.messages.slice(0, index).findLastIndex((m) => m.from !== this.messages[index]?.from);
    return this.messages.slice(start + 1, index + 1).map((m) => m.text).join("\n\n");
  }

  private tools(seq: number, text: string): TemplateResult {
    const reading = this.reading === seq;
    return html`<div class="tools">
      ${canSpeak() ? html`<button type="button" class="tool" aria-pressed=${reading} @click=${() => this.read(seq, text)}>
        ${icon("speak")}<span>${reading ? t("stopReading") : t("readAloud")}</span></button>` : nothing}
      <button type="button" class="tool" @click=${(event: Event) => void this.copy(text, event.currentTarget as HTMLElement)}>
        ${icon("copy")}<span>${t("copy")}</span></button>
    </div>`;
  }

  private satisfaction(m: Message): TemplateResult {
    if (this.rated === m.seq) return html`<p class="hint rated" tabindex="-1">${t(this.solved ? "thanksSolved" : "thanks")}</p>`;
    if (this.rating === m.seq) return this.whyNot(m);
    return html`<div class="satisfaction" role="group" aria-label=${t("solvedAsk")}>
      <span>${t("solvedAsk")}</span>
      <button type="button" class="chip" @click=${() => void this.rate(m, "solved")}>${t("solved")}</button>
      <button type="button" class="chip" @click=${() => void this.ask(m)}>${t("unsolved")}</button>
    </div>`;
  }

  private async ask(m: Message): Promise<void> {
    this.rating = m.seq;
    await this.updateComplete;
    const form = this.querySelector<HTMLElement>(".turn > .report");
    form?.scrollIntoView({ block: "nearest" });
    form?.querySelector("textarea")?.focus({ preventScroll: true });
  }

  private whyNot(m: Message): TemplateResult {
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      void this.rate(m, "unsolved", String(new FormData(event.target as HTMLFormElement).get("text") ?? ""));
    };
    return html`<form class="report" @submit=${submit}>
      <label>${t("why")}<textarea name="text" rows="2" maxlength="500"></textarea></label>
      <div class="row">
        <button type="submit" class="small primary">${t("submit")}</button>
        <button type="button" class="small" @click=${() => this.tell("say", { text: "转人工" })}>${t("wantPerson")}</button>
      </div>
    </form>`;
  }

  private async rate(m: Message, verdict: "solved" | "unsolved", text = ""): Promise<void> {
    this.tell("feedback", { verdict, seq: m.seq, service: m.card?.service_id ?? "", text });
    this.solved = verdict === "solved";
    this.rated = m.seq;
    await this.updateComplete;
    this.querySelector<HTMLElement>(".rated")?.focus();
  }

  private unsent(p: Pending): TemplateResult {
    return html`<div class="turn from-citizen pending">
      <div class="bubble"><p>${p.text}</p></div>
      ${p.error
        ? html`<p class="failed" role="alert">${t("failed")}：${p.error}</p>
            <div class="tools">
              <button type="button" class="tool" @click=${() => this.tellPending("again", p)}>${t("retry")}</button>
              <button type="button" class="tool" @click=${() => this.tellPending("drop", p)}>${t("remove")}</button>
            </div>`
        : this.lost ? html`<p class="hint">${t("unsent")}</p>` : nothing}
    </div>`;
  }

  private tellPending(what: "again" | "drop", p: Pending): void {
    this.dispatchEvent(new CustomEvent("banshi-pending", { detail: { what, id: p.id }, bubbles: true }));
  }

  private read(seq: number, text: string): void {
    if (this.reading === seq) {
      silence();
      this.reading = 0;
      return;
    }
    this.reading = seq;
    speak(text, () => {
      if (this.reading === seq) this.reading = 0;
    });
  }

  private async copy(text: string, button: HTMLElement): Promise<void> {
    await navigator.clipboard?.writeText(text);
    const label = button.querySelector("span");
    if (label) label.textContent = t("copied");
    setTimeout(() => label && (label.textContent = t("copy")), 2_000);
  }

  private get box(): HTMLElement | null {
    return this.querySelector(".log");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!(changed.has("messages") || changed.has("pending"))) return;
    const waited = ((changed.get("pending") as Pending[] | undefined)?.length ?? 0) + this.pending.length > 0;
    this.announcer.hear(this.messages, waited);
    const box = this.box;
    if (!box) return;
    const untouched = Math.abs(box.scrollTop - this.placed) < UNTOUCHED_PX;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    // Whatever is still on its way to the screen is followed together with what comes now.
    this.follow ||= atEnd || untouched || waited;
  }

  private readonly announcer = new Announcer((text) => (this.announced = text));
  private awaited = false;
  private solved = false;
  private follow = true;
  /** Where the last scroll of ours ended; a person who is elsewhere has scrolled. */
  private placed = 0;

  /** New words are scrolled to unless somebody reads further up; a long answer begins at its top. */
  protected override async updated(changed: PropertyValues): Promise<void> {
    if (!(changed.has("messages") || changed.has("pending"))) return;
    const follow = this.follow;
    // Cards that cannot be fetched now are asked for again with the next message.
    await Promise.allSettled([this.updateComplete, cards()]);
    requestAnimationFrame(() => {
      if (follow) this.showNewest();
      else this.unseen = true;
    });
  }

  private showNewest(): void {
    const box = this.box;
    const turns = [...this.querySelectorAll<HTMLElement>(".turn")];
    const last = turns.findLastIndex((turn) => turn.classList.contains("from-citizen"));
    const top = turns[Math.max(0, last)]?.offsetTop ?? 0;
    if (!box) return;
    box.scrollTop = Math.min(box.scrollHeight - box.clientHeight, Math.max(0, top - 8));
    this.placed = box.scrollTop;
    this.follow = this.unseen = false;
    if (this.awaited && !this.pending.length) this.focusAnswer(turns[last + 1]);
  }

  /** Unless the person has gone elsewhere meanwhile. */
  private focusAnswer(turn: HTMLElement | undefined): void {
    if (!turn) return;
    this.awaited = false;
    if (document.activeElement === this.box) turn.querySelector("p")?.focus({ preventScroll: true });
  }

  private readonly toEnd = (): void => {
    const box = this.box;
    if (box) box.scrollTop = box.scrollHeight;
    this.unseen = false;
  };

  private readonly scrolled = (): void => {
    const box = this.box;
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX) this.unseen = false;
  };
}

define("banshi-log", LogElement);
