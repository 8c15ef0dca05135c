/** Tickets: pinned to where it hurts, with an owner, a date and an end. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { Latest } from "../shared/latest.ts";
import { get, post, services, type Session } from "./api.ts";
import { CHANNELS } from "./desk_data.ts";
import * as drafts from "./drafts.ts";
import { View } from "./view.ts";

interface Note { at: string; by: string; text: string }
interface Ticket { number: string; opened: string; due: string; words: string; service: string; service_name: string; step: string; material: string; district: string; channel: string; conversation: string; owner: string; owner_name: string; status: string; reason: string; merged_into: string; same: number; overdue: boolean; notes?: Note[] }

const STATES: Record<string, string> = { open: "已登记", working: "处理中", closed: "已办结", merged: "已并入" };

const alive = (one: Ticket): boolean => one.status === "open" || one.status === "working";

/** Everything of a ticket that somebody may look for. */
const words = (one: Ticket): string => [one.number, one.words, one.service_name, one.step, one.material, one.district, one.owner_name, one.reason].join(" ").toLowerCase();

export class TicketsElement extends View {
  static override properties = { session: { attribute: false }, all: { state: true }, status: { state: true }, sought: { state: true }, shown: { state: true }, found: { state: true }, made: { state: true } };

  declare session: Session;
  declare all: Ticket[];
  declare status: string;
  declare sought: string;
  /** The number of the ticket whose details are open. */
  declare shown: string;
  /** Services that fit what is typed for a new ticket. */
  declare found: { id: string; name: string }[];
  declare made: { number: string; due: string } | null;
  private readonly names = new Latest();

  constructor() {
    super();
    this.all = [];
    this.status = "";
    this.sought = "";
    this.shown = "";
    this.found = [];
    this.made = null;
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  private get leads(): boolean {
    return this.session.role !== "operator";
  }

  protected override render(): TemplateResult {
    const listed = this.all.filter((one) => words(one).includes(this.sought));
    return html`<div class="row"><h2>工单 ${listed.length} 张</h2>
        <input type="search" aria-label="找工单" placeholder="工单号、内容、事项、经办人" @input=${(e: Event) => (this.sought = (e.target as HTMLInputElement).value.trim().toLowerCase())} />
        <label>状态 <select @change=${this.filter}><option value="">全部</option>${Object.entries(STATES).map(([k, v]) => html`<option value=${k}>${v}</option>`)}</select></label>
        ${this.leads ? html`<a href="/api/console/tickets.xlsx">导出 Excel</a> <a href="/api/console/tickets.csv">导出 CSV</a>` : nothing}</div>
      <details class="new"><summary>登记一张工单</summary><form class="row" @submit=${this.create}><input name="words" aria-label="反映的问题" placeholder="群众反映什么" required maxlength="1000" autocomplete="off" />
        <input name="service" list="services" aria-label="事项" placeholder="关于哪个事项（可不填）" autocomplete="off" @input=${this.name} /><input name="district" aria-label="区" placeholder="哪个区（可不填）" /><button class="main">登记</button></form>
        <datalist id="services">${this.found.map((s) => html`<option value=${s.id}>${s.name}</option>`)}</datalist></details>
      ${this.made ? html`<p role="status">已登记 <strong>${this.made.number}</strong>，最迟 ${this.made.due} 答复。</p>` : nothing}
      <div class="wide"><table><thead><tr><th scope="col">工单号</th><th scope="col">事项 · 环节 · 材料</th><th scope="col">内容</th><th scope="col">最迟答复</th><th scope="col">状态</th><th scope="col">办理</th></tr></thead>
      <tbody>${listed.map((one) => html`${this.line(one)}${this.shown === one.number ? this.details(one) : nothing}`)}</tbody></table></div>
      <datalist id="alive">${this.all.filter(alive).map((one) => html`<option value=${one.number}>${one.service_name} ${one.words}</option>`)}</datalist>`;
  }

  private line(one: Ticket): TemplateResult {
    const open = this.shown === one.number;
    return html`<tr><th scope="row"><button type="button" class="link" aria-expanded=${open} @click=${() => (this.shown = open ? "" : one.number)}>${one.number}</button>${one.same > 1 ? html` <small>同类 ${one.same}</small>` : nothing}</th>
      <td>${[one.service_name || one.service || "未定", one.step, one.material, one.district].filter(Boolean).join(" · ")}</td><td>${one.words}</td>
      <td>${one.due}${one.overdue ? html` <mark>超期</mark>` : nothing}</td>
      <td>${STATES[one.status]}${one.owner ? html`：${one.owner_name}` : nothing}${one.merged_into ? html` ${one.merged_into}` : nothing}${one.reason ? html`<br /><small>${one.reason}</small>` : nothing}</td>
      <td>${alive(one) ? this.acts(one) : nothing}${one.status === "closed" ? html`<form @submit=${(e: SubmitEvent) => this.told(e, one, "reopen")}><input name="text" aria-label="为什么重开" placeholder="为什么重开" required autocomplete="off" /><button>重开</button></form>` : nothing}</td></tr>`;
  }

  private acts(one: Ticket): TemplateResult {
    const mine = one.owner === this.session.name;
    return html`${mine || (one.owner && !this.leads) ? nothing : html`<button type="button" @click=${() => this.change(one, "assign", { owner: this.session.name, instead_of: one.owner })}>${one.owner ? "改由我办" : "我来办"}</button>`}
        <form @submit=${(e: SubmitEvent) => this.close(e, one)}><input name="reason" aria-label="处理结果" placeholder="处理结果（群众看得到）" required autocomplete="off" /><button>办结</button></form>
        ${this.leads ? html`<form @submit=${(e: SubmitEvent) => this.merge(e, one)}><input name="into" aria-label="并入工单号" list="alive" placeholder="并入 T…" required /><button>合并</button></form>` : nothing}`;
  }

  private details(one: Ticket): TemplateResult {
    return html`<tr class="details"><td colspan="6"><p>${one.opened} 登记 · ${CHANNELS[one.channel] ?? (one.channel || "来源不明")}${one.owner ? ` · ${one.owner_name} 经办` : " · 还没有人办"}
        ${one.conversation ? html` <button type="button" class="link" @click=${() => this.talk(one)}>看这次会话</button>` : nothing}</p>
      ${(one.notes ?? []).map((n) => html`<p class="note"><b>${n.by}</b> <time>${n.at.slice(0, 16).replace("T", " ")}</time> ${n.text}</p>`)}
      <form @submit=${(e: SubmitEvent) => this.told(e, one, "notes")}><input name="text" aria-label="进展" placeholder="办到哪一步（只有同事看得到）" required autocomplete="off" /><button>记进展</button></form></td></tr>`;
  }

  private talk(one: Ticket): void {
    drafts.open(one.conversation);
    location.assign("/console/desk");
  }

  private async load(): Promise<void> {
    const found = await this.poll(get<Ticket[]>(`/tickets?${new URLSearchParams({ status: this.status })}`));
    if (found) this.all = found;
  }

  private filter(event: Event): Promise<void> {
    this.status = (event.target as HTMLSelectElement).value;
    return this.load();
  }

  private async name(event: Event): Promise<void> {
    this.found = (await this.names.of(services((event.target as HTMLInputElement).value))) ?? this.found;
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    this.made = (await this.run(post<{ number: string; due: string }>("/tickets", Object.fromEntries(new FormData(form))))) ?? null;
    if (this.made) form.reset();
    await this.load();
  }

  /** Looks again also after a refusal: it was mostly somebody else who was quicker. */
  private async change(one: Ticket, what: string, body: unknown): Promise<boolean> {
    const done = await this.run(post<Ticket>(`/tickets/${one.number}/${what}`, body));
    await this.load();
    return Boolean(done);
  }

  private close(event: SubmitEvent, one: Ticket): Promise<boolean> {
    return this.change(one, "close", { reason: field(event, "reason") });
  }

  private merge(event: SubmitEvent, one: Ticket): Promise<boolean> {
    return this.change(one, "merge", { number: field(event, "into") });
  }

  private async told(event: SubmitEvent, one: Ticket, what: "notes" | "reopen"): Promise<void> {
    const form = event.currentTarget as HTMLFormElement;
    if (await this.change(one, what, { text: field(event, "text") })) form.reset();
  }
}

function field(event: SubmitEvent, name: string): string {
  event.preventDefault();
  return String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? "");
}

define("console-tickets", TicketsElement);
