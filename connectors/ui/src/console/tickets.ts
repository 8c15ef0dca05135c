/** Tickets: pinned to where it hurts, with an owner, a date and an end. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post, type Session } from "./api.ts";
import { View } from "./view.ts";

interface Ticket { number: string; opened: string; due: string; words: string; service: string; service_name: string; step: string; material: string; district: string; owner: string; status: string; reason: string; merged_into: string; same: number; overdue: boolean }

const STATES: Record<string, string> = { open: "已登记", working: "处理中", closed: "已办结", merged: "已并入" };

const alive = (one: Ticket): boolean => one.status === "open" || one.status === "working";

export class TicketsElement extends View {
  static override properties = { session: { attribute: false }, all: { state: true }, status: { state: true } };

  declare session: Session;
  declare all: Ticket[];
  declare status: string;

  constructor() {
    super();
    this.all = [];
    this.status = "";
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<div class="row"><h2>工单 ${this.all.length} 张</h2>
        <label>状态 <select @change=${this.filter}><option value="">全部</option>${Object.entries(STATES).map(([k, v]) => html`<option value=${k}>${v}</option>`)}</select></label>
        ${this.session.role === "operator" ? nothing : html`<a href="/api/console/tickets.xlsx">导出 Excel</a> <a href="/api/console/tickets.csv">导出 CSV</a>`}</div>
      <div class="wide"><table><thead><tr><th scope="col">工单号</th><th scope="col">事项 · 环节 · 材料</th><th scope="col">内容</th><th scope="col">最迟答复</th><th scope="col">状态</th><th scope="col">办理</th></tr></thead>
      <tbody>${this.all.map((one) => this.line(one))}</tbody></table></div>
      <datalist id="alive">${this.all.filter(alive).map((one) => html`<option value=${one.number}>${one.service_name} ${one.words}</option>`)}</datalist>`;
  }

  private line(one: Ticket): TemplateResult {
    return html`<tr><th scope="row">${one.number}${one.same > 1 ? html` <small>同类 ${one.same}</small>` : nothing}</th>
      <td>${[one.service_name || one.service || "未定", one.step, one.material, one.district].filter(Boolean).join(" · ")}</td><td>${one.words}</td>
      <td>${one.due}${one.overdue ? html` <mark>超期</mark>` : nothing}</td>
      <td>${STATES[one.status]}${one.owner ? html`：${one.owner}` : nothing}${one.merged_into ? html` ${one.merged_into}` : nothing}${one.reason ? html`<br /><small>${one.reason}</small>` : nothing}</td>
      <td>${alive(one) ? html`<button type="button" @click=${() => this.change(one, "assign", { owner: this.session.name })}>我来办</button>
        <form @submit=${(e: SubmitEvent) => this.close(e, one)}><input name="reason" aria-label="处理结果" placeholder="处理结果" required autocomplete="off" /><button>办结</button></form>
        ${this.session.role === "operator" ? nothing : html`<form @submit=${(e: SubmitEvent) => this.merge(e, one)}><input name="into" aria-label="并入工单号" list="alive" placeholder="并入 T…" required /><button>合并</button></form>`}` : nothing}</td></tr>`;
  }

  private async load(): Promise<void> {
    const found = await this.poll(get<Ticket[]>(`/tickets?${new URLSearchParams({ status: this.status })}`));
    if (found) this.all = found;
  }

  private filter(event: Event): Promise<void> {
    this.status = (event.target as HTMLSelectElement).value;
    return this.load();
  }

  private async change(one: Ticket, what: string, body: unknown): Promise<void> {
    if (await this.run(post<Ticket>(`/tickets/${one.number}/${what}`, body))) await this.load();
  }

  private close(event: SubmitEvent, one: Ticket): Promise<void> {
    return this.change(one, "close", { reason: field(event, "reason") });
  }

  private merge(event: SubmitEvent, one: Ticket): Promise<void> {
    return this.change(one, "merge", { number: field(event, "into") });
  }
}

function field(event: SubmitEvent, name: string): string {
  event.preventDefault();
  return String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? "");
}

define("console-tickets", TicketsElement);
