/** The desk: who waits, one conversation with what the bot knows, and what staff do with it. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post, type Session } from "./api.ts";
import { View } from "./view.ts";

interface Item { conversation: string; desk: string; staff: string; reason: string; department: string; channel: string; position: number; seconds: number; seq: number; read: number }
interface Canned { short: string; text: string }
interface Packet {
  state: Item;
  messages: { seq: number; from: string; text: string; staff?: string }[];
  notes: { at: number; staff: string; text: string }[];
  journey: { name: string; answers: Record<string, string>; step?: string } | null;
  thought: { intent: { name: string; confidence: number } | null; services: { name: string; score: number }[] } | null;
  wechat_quota: number | null;
}

const EVERY_MS = 2000;
const WHO: Record<string, string> = { citizen: "群众", bot: "助手", staff: "工作人员" };
const STATES: Record<string, string> = { WAITING: "排队", HUMAN: "人工", BOT: "助手", CLOSED: "已结束" };

export class DeskElement extends View {
  static override properties = {
    session: { attribute: false }, open: { state: true }, canned: { state: true }, here: { state: true },
    name: { state: true }, packet: { state: true }, suggested: { state: true }, problems: { state: true },
  };

  declare session: Session;
  declare open: Item[];
  declare canned: Canned[];
  declare here: boolean;
  declare name: string;
  declare packet: Packet | null;
  declare suggested: string;
  declare problems: string[];
  private timer = 0;
  private checked = "";

  constructor() {
    super();
    this.open = [];
    this.canned = [];
    this.here = true;
    this.name = "";
    this.packet = null;
    this.suggested = "";
    this.problems = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
    this.timer = window.setInterval(() => void this.refresh(), EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private get mine(): boolean {
    return this.packet?.state.desk === "HUMAN" && this.packet.state.staff === this.session.name;
  }

  private get draft(): HTMLTextAreaElement | null {
    return this.querySelector("textarea[name=draft]");
  }

  protected override render(): TemplateResult {
    const waiting = this.open.filter((one) => one.desk === "WAITING").length;
    return html`<div class="desk"><section class="queue"><h2>排队 ${waiting} 人</h2>
        <label class="switch"><input type="checkbox" .checked=${this.here} @change=${this.attend} />我在线，可以接待</label>
        <ol>${this.open.map((one) => html`<li><button type="button" aria-pressed=${one.conversation === this.name} @click=${() => this.show(one.conversation)}>
          <strong>${one.desk === "WAITING" ? `第 ${one.position} 位` : one.staff || "人工"}</strong> ${STATES[one.desk]} · ${one.channel} · ${minutes(one.seconds)}
          ${one.department ? html` · ${one.department}` : nothing}${one.seq > one.read && one.desk === "HUMAN" ? html` <mark>新消息</mark>` : nothing}</button></li>`)}</ol>
        ${this.open.length ? nothing : html`<p class="quiet">没有人在等。</p>`}</section>
      ${this.packet ? this.talk(this.packet) : html`<section class="talk hint"><p>选一个会话。</p></section>`}</div>`;
  }

  private talk(packet: Packet): TemplateResult {
    const { state, journey, thought } = packet;
    return html`<section class="talk"><div class="row"><h2>${STATES[state.desk]}${state.staff ? `：${state.staff}` : ""}</h2>
        ${state.desk === "WAITING" ? html`<button type="button" class="main" @click=${() => this.act("claim")}>接入</button>` : nothing}
        ${state.desk === "BOT" || state.desk === "CLOSED" ? html`<button type="button" class="main" @click=${() => this.act("take-over")}>从助手接手</button>` : nothing}</div>
      <div class="log" role="log" tabindex="0" aria-label="对话">${packet.messages.map((m) => html`<p class=${m.from}><b>${m.from === "staff" ? m.staff || WHO.staff : WHO[m.from]}</b> ${m.text}</p>`)}</div>
      ${this.mine ? this.writing() : nothing}</section>
      <aside class="know"><h3>办到哪儿了</h3><p>${journey ? html`${journey.name}${Object.keys(journey.answers).length ? html`，已答 ${Object.keys(journey.answers).length} 问` : nothing}${journey.step ? html`，在「${journey.step}」` : nothing}` : "还没有选定事项"}</p>
        <h3>助手怎么理解</h3><ul>${thought?.services.map((s) => html`<li>${s.name} ${Math.round(s.score * 100)}%</li>`) ?? nothing}</ul>
        ${packet.wechat_quota === null ? nothing : html`<p>微信客服消息还能发 ${packet.wechat_quota} 条</p>`}
        <h3>内部备注</h3>${packet.notes.map((n) => html`<p class="note"><b>${n.staff}</b> ${n.text}</p>`)}
        <form @submit=${this.note}><input name="note" aria-label="备注" placeholder="只有同事看得到" autocomplete="off" /><button>记下</button></form>
        ${this.mine ? html`<h3>转交</h3><form @submit=${this.forward}><input name="to" aria-label="同事账号" placeholder="同事账号" /><input name="department" aria-label="部门" placeholder="或部门" /><button>转交</button></form>
          <h3>结束</h3><form @submit=${this.giveBack}><input name="summary" aria-label="小结" placeholder="给群众的小结" autocomplete="off" /><button>交还助手</button></form>
          <button type="button" @click=${() => this.act("close")}>结束服务</button>` : nothing}</aside>`;
  }

  private writing(): TemplateResult {
    return html`${this.suggested ? html`<div class="suggested"><h3>助手建议</h3><p>${this.suggested}</p><div class="row">
        <button type="button" @click=${this.use}>采用</button><button type="button" @click=${this.refuse}>不用</button></div></div>` : nothing}
      <form class="write" @submit=${this.send}><textarea name="draft" rows="3" aria-label="回复" @input=${this.expand} @keydown=${this.enter} required></textarea>
        <div class="row"><button class="main">发送</button><button type="button" @click=${this.suggest}>助手会怎么答</button>
        <small>${this.canned.map((c) => html`<kbd title=${c.text}>${c.short}</kbd> `)}</small></div></form>
      ${this.problems.length ? html`<div class="problem" role="alert"><p>和目录不一致，请核对（再按一次“发送”照发）：</p><ul>${this.problems.map((p) => html`<li>${p}</li>`)}</ul></div>` : nothing}`;
  }

  private async refresh(): Promise<void> {
    if (this.here) await this.run(post("/desk/presence", { status: "online" }));
    const found = await this.run(get<{ open: Item[]; canned: Canned[] }>("/desk"));
    if (!found) return;
    this.open = found.open;
    this.canned = found.canned;
    const now = found.open.find((one) => one.conversation === this.name);
    if (this.packet && (now?.seq ?? -1) !== this.packet.state.seq && now) await this.load();
  }

  private async show(name: string): Promise<void> {
    this.name = name;
    this.suggested = "";
    this.problems = [];
    await this.load();
  }

  private async load(): Promise<void> {
    const packet = await this.run(get<Packet>(`/desk/${encodeURIComponent(this.name)}`));
    if (!packet) return;
    this.packet = packet;
    await this.updateComplete;
    const log = this.querySelector(".log");
    if (log) log.scrollTop = log.scrollHeight;
    if (this.mine) await post(`/desk/${encodeURIComponent(this.name)}/read/${packet.state.seq}`);
  }

  private async act(what: string, body: unknown = {}): Promise<void> {
    const done = await this.run(post(`/desk/${encodeURIComponent(this.name)}/${what}`, body).then(() => true));
    await this.loadQuietly();
    if (done && what === "claim") this.draft?.focus();
  }

  private async loadQuietly(): Promise<void> {
    const packet = await get<Packet>(`/desk/${encodeURIComponent(this.name)}`).catch(() => null);
    if (packet) this.packet = packet;
    await this.updateComplete;
  }

  private async attend(event: Event): Promise<void> {
    this.here = (event.target as HTMLInputElement).checked;
    await this.run(post("/desk/presence", { status: this.here ? "online" : "away" }));
  }

  private expand(): void {
    const draft = this.draft!;
    const found = this.canned.find((c) => draft.value.trim() === c.short);
    if (found) draft.value = found.text;
    this.problems = [];
  }

  private enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
  }

  private async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const draft = this.draft!;
    const text = draft.value.trim();
    if (!text) return;
    const path = `/desk/${encodeURIComponent(this.name)}`;
    if (text !== this.checked) {
      const found = await this.run(post<{ problems: string[] }>(`${path}/check`, { text }));
      this.checked = text;
      this.problems = found?.problems ?? [];
      if (this.problems.length) return;
    }
    if (this.suggested) await this.judge(text === this.suggested.trim() ? "accepted" : "edited", text);
    const done = await this.run(post(`${path}/say`, { text }).then(() => true));
    if (!done) return;
    draft.value = "";
    this.problems = [];
    await this.load();
  }

  private async suggest(): Promise<void> {
    const found = await this.run(get<{ text: string }>(`/desk/${encodeURIComponent(this.name)}/suggestion`));
    this.suggested = found?.text ?? "";
  }

  private use(): void {
    this.draft!.value = this.suggested;
    this.draft!.focus();
  }

  private refuse(): Promise<void> {
    return this.judge("rejected", "");
  }

  private async judge(verdict: string, sent: string): Promise<void> {
    await this.run(post(`/desk/${encodeURIComponent(this.name)}/suggestion`, { verdict, suggested: this.suggested, sent }));
    this.suggested = "";
  }

  private note(event: SubmitEvent): Promise<void> {
    return this.submit(event, "notes", (form) => ({ text: String(form.get("note")) }));
  }

  private forward(event: SubmitEvent): Promise<void> {
    return this.submit(event, "forward", (form) => ({ to: String(form.get("to")), department: String(form.get("department")) }));
  }

  private giveBack(event: SubmitEvent): Promise<void> {
    return this.submit(event, "give-back", (form) => ({ summary: String(form.get("summary")) }));
  }

  private async submit(event: SubmitEvent, what: string, body: (form: FormData) => unknown): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const sent = body(new FormData(form));
    form.reset();
    await this.act(what, sent);
  }
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${seconds} 秒` : `${Math.round(seconds / 60)} 分钟`;
}

define("console-desk", DeskElement);
