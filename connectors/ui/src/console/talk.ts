/** One conversation: what was said, what staff answer, and what they should know. Another conversation is another
 * element, so that neither a text nor a request under way can end up with the wrong citizen. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { define } from "../shared/element.ts";
import { confirm, get, post, type Session } from "./api.ts";
import { sure } from "./ask.ts";
import { CHANNELS, clock, STATES, WHO, type Around, type Canned, type Packet, type Said } from "./desk_data.ts";
import * as drafts from "./drafts.ts";
import { View } from "./view.ts";

const TYPING_MS = 3000;

export class TalkElement extends View {
  static override properties = {
    session: { attribute: false }, packet: { attribute: false }, canned: { attribute: false }, around: { attribute: false },
    suggested: { state: true }, idle: { state: true }, problems: { state: true }, confirmed: { state: true }, ticket: { state: true },
  };

  declare session: Session;
  declare packet: Packet;
  declare canned: Canned[];
  declare around: Around;
  declare suggested: string;
  declare problems: string[];
  /** The service somebody said the sentence means. */
  declare confirmed: string;
  /** The number of the ticket just made. */
  declare ticket: string;
  /** The bot has nothing to suggest. */
  declare idle: boolean;
  private checked = "";
  private typed = 0;

  constructor() {
    super();
    this.suggested = "";
    this.problems = [];
    this.idle = false;
    this.confirmed = "";
    this.ticket = "";
  }

  private get mine(): boolean {
    return this.packet.state.desk === "HUMAN" && this.packet.state.staff === this.session.name;
  }

  private get leads(): boolean {
    return this.session.role !== "operator";
  }

  private get draft(): HTMLTextAreaElement | null {
    return this.querySelector("textarea[name=draft]");
  }

  private get path(): string {
    return `/desk/${encodeURIComponent(this.packet.state.conversation)}`;
  }

  private written(field: string, proposed = ""): string {
    return drafts.written(this.packet.state.conversation, field, proposed);
  }

  private write(field: string, text: string, proposed = ""): void {
    drafts.write(this.packet.state.conversation, field, text, proposed);
    this.requestUpdate();
  }

  /** A box that keeps what is written in it for this conversation. */
  private readonly kept = (event: Event): void => {
    const box = event.target as HTMLInputElement | HTMLTextAreaElement;
    this.write(box.name, box.value);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const acts: Record<string, () => void> = { j: () => void this.suggest(), k: () => this.suggested && this.use() };
    const act = event.altKey && this.mine ? acts[event.key.toLowerCase()] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("packet");
    // Whoever has just taken a conversation wants to write in it.
    if (changed.has("packet") && this.mine && before?.state.desk !== "HUMAN") this.draft?.focus();
    if (changed.has("suggested")) this.toTheEnd();
    if (!changed.has("packet") || before?.state.seq === this.packet.state.seq) return;
    this.toTheEnd();
    if (this.mine) void this.poll(post(`${this.path}/read/${this.packet.state.seq}`));
  }

  /** What was said last is in view. */
  private toTheEnd(): void {
    const log = this.querySelector(".log");
    if (log) log.scrollTop = log.scrollHeight;
  }

  protected override render(): TemplateResult {
    const { state, held } = this.packet;
    return html`<section class="talk"><div class="row"><h2>${STATES[state.desk]}${state.desk === "HUMAN" ? `：${state.name || state.staff}` : ""} <small>${CHANNELS[state.channel] ?? state.channel}</small></h2>
        ${state.desk === "WAITING" ? html`<button type="button" class="main" @click=${() => this.act("claim")}>接入</button>` : nothing}
        ${["BOT", "CLOSED"].includes(state.desk) ? html`<button type="button" class="main" @click=${() => this.act("take-over")}>从助手接手</button>` : nothing}
        ${state.desk === "HUMAN" && !this.mine && this.leads ? html`<button type="button" @click=${this.takeFrom}>我来接手</button><button type="button" @click=${this.requeue}>退回排队</button>` : nothing}
        ${this.leads ? html`<a href="/api/console${this.path}/transcript" download="transcript.txt">下载记录</a>` : nothing}</div>
      <div class="log" role="log" tabindex="0" aria-label="对话">${this.packet.messages.map((m) => this.line(m))}
        ${state.citizen_typing * 1000 > Date.now() ? html`<p class="quiet" role="status">群众正在输入……</p>` : nothing}</div>
      ${this.warned()}${held && state.desk === "HELD" ? this.holding(held) : nothing}
      ${this.mine ? this.writing() : nothing}</section>${this.know()}`;
  }

  private line(m: Said): TemplateResult {
    const read = m.from === "staff" && m.seq <= this.packet.state.citizen_read;
    return html`<p class=${m.from}><b>${m.from === "staff" ? m.staff || WHO.staff : WHO[m.from]}</b>${m.at ? html` <time>${clock(m.at)}</time>` : nothing} ${m.text}${read ? html` <small>已读</small>` : nothing}</p>`;
  }

  private holding(held: { id: string; text: string }): TemplateResult {
    const name = `held ${held.id}`;
    const edit = (event: Event): void => {
      this.problems = [];
      this.write(name, (event.target as HTMLTextAreaElement).value, held.text);
    };
    return html`<form class="write holding" @submit=${this.approve}><h3>助手想这样答，核对后才会发给群众</h3>
      <textarea name=${name} rows="6" aria-label="待核对的答复" .value=${live(this.written(name, held.text))} @input=${edit}></textarea>
      <div class="row"><button class="main">核对无误，发送</button><button type="button" @click=${this.instead}>不用，我来答</button></div></form>`;
  }

  private writing(): TemplateResult {
    return html`${this.suggested ? html`<div class="suggested"><h3>助手建议</h3><p>${this.suggested}</p><div class="row">
        <button type="button" @click=${this.use}>采用 (Alt+K)</button><button type="button" @click=${this.refuse}>不用</button></div></div>` : nothing}
      <form class="write" @submit=${this.send}><textarea name="draft" rows="3" .value=${live(this.written("draft"))} aria-label="回复" placeholder="回车发送，Shift+回车换行；输入 /hi 这样的短语自动展开" @input=${this.expand} @keydown=${this.enter} required></textarea>
        <div class="row"><button class="main">发送</button><button type="button" @click=${this.suggest}>助手会怎么答 (Alt+J)</button>
        ${this.idle ? html`<small role="status">助手对最后一句话没有可用的答复</small>` : nothing}
        ${this.canned.map((c) => html`<button type="button" class="short" title=${c.text} @click=${() => this.insert(c.text)}>${c.short}</button>`)}</div></form>`;
  }

  private warned(): TemplateResult | typeof nothing {
    if (!this.problems.length) return nothing;
    return html`<div class="problem" role="alert"><p>和目录不一致，请核对（再按一次“发送”照发）：</p><ul>${this.problems.map((p) => html`<li>${p}</li>`)}</ul></div>`;
  }

  private know(): TemplateResult {
    const { journey, thought, notes } = this.packet;
    const answered = Object.keys(journey?.answers ?? {}).length;
    return html`<aside class="know"><h3>办到哪儿了</h3><p>${journey ? `${journey.name}${answered ? `，已答 ${answered} 问` : ""}${journey.step ? `，在「${journey.step}」` : ""}` : "还没有选定事项"}</p>
      <h3>助手怎么理解</h3>${thought?.services.length ? html`<p class="quiet">「${thought.text}」</p><ul>${thought.services.map((s) => html`<li>${s.name} ${Math.round(s.score * 100)}% ${this.confirmed === s.id ? html`<small role="status">已提给编辑</small>` : html`<button type="button" class="link" aria-label=${`就是${s.name}`} @click=${() => this.meant(thought.text, s.id)}>就是它</button>`}</li>`)}</ul>` : html`<p class="quiet">没有认出事项</p>`}
      ${this.reach()}
      <h3>内部备注</h3>${notes.map((n) => html`<p class="note"><b>${n.staff}</b> ${n.text}</p>`)}
      <form @submit=${this.note}><input name="note" .value=${live(this.written("note"))} @input=${this.kept} aria-label="备注" placeholder="只有同事看得到" autocomplete="off" required /><button>记下</button></form>
      <h3>登记工单</h3><form @submit=${this.complain}><input name="ticket" .value=${live(this.written("ticket"))} @input=${this.kept} aria-label="登记工单" placeholder="群众反映什么" autocomplete="off" required /><button>登记</button></form>
      ${this.ticket ? html`<p role="status">已登记 <strong>${this.ticket}</strong>，请告诉群众工单号</p>` : nothing}
      ${this.mine ? this.leaving() : nothing}</aside>`;
  }

  private reach(): TemplateResult | typeof nothing {
    const { wechat_quota: left, wechat_until: until, wechat_unsent: unsent } = this.packet;
    if (left === null) return nothing;
    const end = until ? new Date(until * 1000).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
    return html`<h3>微信</h3><p>客服消息还能发 <strong>${left}</strong> 条${end ? `，${end} 前有效` : ""}；群众再说话会重新计</p>
      ${unsent ? html`<p class="problem">${unsent} 句还没送到，等群众说话后送达</p>` : nothing}`;
  }

  private leaving(): TemplateResult {
    const others = this.around.colleagues.filter((one) => one.name !== this.session.name && one.online);
    return html`<h3>转交</h3><form @submit=${this.forward}><select name="to" aria-label="转交给" required><option value="">转给谁？</option>
        <optgroup label=${others.length ? "在线的同事" : "现在没有别的同事在线"}>${others.map((one) => html`<option value=${`to:${one.name}`}>${one.shown || one.name}</option>`)}</optgroup>
        <optgroup label="部门">${this.around.departments.map((one) => html`<option value=${`department:${one}`}>${one}</option>`)}</optgroup></select>
        <input name="reason" .value=${live(this.written("reason"))} @input=${this.kept} aria-label="转交原因" placeholder="为什么转（群众看不到）" autocomplete="off" /><button>转交</button></form>
      <h3>结束</h3><form @submit=${this.giveBack}><input name="summary" .value=${live(this.written("summary"))} @input=${this.kept} aria-label="小结" placeholder="给群众的小结" autocomplete="off" /><button>交还助手</button></form>
      <button type="button" @click=${() => this.end("close")}>结束服务</button>`;
  }

  private changed(): void {
    this.dispatchEvent(new CustomEvent("console-changed"));
  }

  private async act(what: string, body: unknown = {}): Promise<boolean> {
    const done = await this.run(post(`${this.path}/${what}`, body).then(() => true));
    this.changed();
    return Boolean(done);
  }

  /** The conversation goes to somebody else: what was half written for it is over. */
  private async end(what: string, body: unknown = {}): Promise<void> {
    if (await this.act(what, body)) drafts.drop(this.packet.state.conversation);
  }

  private async takeFrom(): Promise<void> {
    const { name, staff } = this.packet.state;
    if (await sure(`从${name || staff}手里接过这个会话？群众会看到换成了您。`, "接手")) await this.act("take-from");
  }

  private async requeue(): Promise<void> {
    const { name, staff } = this.packet.state;
    if (await sure(`把${name || staff}的这个会话退回排队？群众会收到通知，谁都可以接。`, "退回排队")) await this.act("requeue");
  }

  private expand(): void {
    const draft = this.draft!;
    const found = this.canned.find((c) => draft.value.trim() === c.short);
    this.write("draft", found ? found.text : draft.value);
    this.problems = [];
    this.idle = false;
    if (Date.now() - this.typed < TYPING_MS) return;
    this.typed = Date.now();
    void this.poll(post(`${this.path}/typing`));
  }

  /** Puts a text where the cursor is, beside what is written already. */
  private insert(text: string): void {
    const draft = this.draft!;
    draft.setRangeText(text, draft.selectionStart, draft.selectionEnd, "end");
    this.write("draft", draft.value);
    draft.focus();
  }

  private enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
  }

  /** True where a text may go: it fits the catalogue, or somebody has seen that it does not and sends it all the same. */
  private async fits(text: string): Promise<boolean> {
    if (text === this.checked) return true;
    const found = await this.run(post<{ problems: string[] }>(`${this.path}/check`, { text }));
    this.checked = text;
    this.problems = found?.problems ?? [];
    return !this.problems.length;
  }

  private async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const draft = this.draft!;
    const text = draft.value.trim();
    if (!text || !(await this.fits(text))) return;
    if (!(await this.run(post(`${this.path}/say`, { text }).then(() => true)))) return;
    // Only what was sent goes: somebody may have written on meanwhile.
    if (draft.value.trim() === text) this.write("draft", "");
    if (this.suggested) await this.judge(text === this.suggested.trim() ? "accepted" : "edited", text);
    this.problems = [];
    this.checked = "";
    this.changed();
  }

  private async approve(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const held = this.packet.held!;
    const text = (event.currentTarget as HTMLFormElement).querySelector("textarea")!.value.trim();
    const edited = text !== held.text.trim();
    if (edited && !(await this.fits(text))) return;
    this.problems = [];
    await this.end("approve", { held: held.id, text: edited ? text : "" });
  }

  private async instead(): Promise<void> {
    this.suggested = this.packet.held!.text;
    if (await this.act("take-over")) await this.judge("rejected", "");
  }

  private async suggest(): Promise<void> {
    const found = await this.run(get<{ text: string }>(`${this.path}/suggestion`));
    this.suggested = found?.text || "";
    this.idle = Boolean(found) && !found!.text;
  }

  private use(): void {
    this.insert(this.suggested);
  }

  private refuse(): Promise<void> {
    return this.judge("rejected", "");
  }

  private async judge(verdict: string, sent: string): Promise<void> {
    await this.run(post(`${this.path}/suggestion`, { verdict, suggested: this.suggested, sent }));
    this.suggested = "";
  }

  private async meant(text: string, service: string): Promise<void> {
    if (await this.run(confirm(text, service))) this.confirmed = service;
  }

  private async note(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (await this.act("notes", { text: this.written("note") })) this.write("note", "");
  }

  private async complain(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { state, journey } = this.packet;
    const made = await this.run(post<{ number: string }>("/tickets", { words: this.written("ticket"), conversation: state.conversation, service: journey?.service ?? "" }));
    if (!made) return;
    this.ticket = made.number;
    this.write("ticket", "");
  }

  private async forward(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const [kind, ...name] = String(new FormData(event.currentTarget as HTMLFormElement).get("to")).split(":");
    await this.end("forward", { [kind!]: name.join(":"), reason: this.written("reason") });
  }

  private async giveBack(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    await this.end("give-back", { summary: this.written("summary") });
  }
}

define("console-talk", TalkElement);
