/** What people ask and where it hurts, from events; groups under five are never shown. */

import { html, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get } from "./api.ts";
import { View } from "./view.ts";

interface Row { name: string; count: number }
interface Figures {
  turns: number; conversations: number; handed_off: number; tickets: number; votes: number; solved: number;
  suggestions: Record<string, number>;
  days: { day: string; turns: number; unresolved: number }[];
  services: Row[]; aspects: Row[]; outcomes: Row[]; channels: Row[]; districts: Row[];
  drop_off: (Row & { at: string })[];
  heat: (Row & { step: string })[];
  unanswered: { count: number; examples: string[] }[];
}

export class InsightElement extends View {
  static override properties = { figures: { state: true }, days: { state: true } };

  declare figures: Figures | null;
  declare days: number;

  constructor() {
    super();
    this.figures = null;
    this.days = 30;
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const f = this.figures;
    if (!f) return html`<p role="status">正在统计……</p>`;
    const facts: [string, number | string, string][] = [
      ["对话轮次", f.turns, "turns"], ["会话", f.conversations, "conversations"], ["转人工", f.handed_off, "handed_off"],
      ["工单", f.tickets, "tickets"], ["解决了", f.votes ? `${f.solved} / ${f.votes}` : "没有评价", "solved"],
    ];
    return html`<div class="row"><h2>数据</h2><label>最近 <select @change=${this.span}>${[7, 30, 90, 365].map((d) => html`<option value=${d} ?selected=${d === this.days}>${d} 天</option>`)}</select></label>
        <a href="/api/console/insight/report.docx">月度报告（Word）</a><small>少于 5 的分组不单列</small></div>
      <dl class="facts">${facts.map(([title, value, name]) => html`<div><dt>${title}</dt><dd data-figure=${name}>${value}</dd></div>`)}</dl>
      <div class="grid">${this.bars("每天", f.days.map((d) => ({ name: `${d.day}（未解决 ${d.unresolved}）`, count: d.turns })))}
        ${this.bars("事项", f.services)}${this.bars("结果", f.outcomes)}${this.bars("问什么", f.aspects)}${this.bars("渠道", f.channels)}${this.bars("区", f.districts)}
        ${this.bars("停在哪一问、哪一步", f.drop_off.map((d) => ({ name: `${d.name} · ${d.at}`, count: d.count })))}
        ${this.bars("槽点", f.heat.map((h) => ({ name: `${h.name || "未定"}${h.step ? ` · ${h.step}` : ""}`, count: h.count })))}
        <section class="bars"><h3>没答上来的</h3>${f.unanswered.length ? html`<ul>${f.unanswered.map((c) => html`<li>${c.count} 次：${c.examples.join("；")}</li>`)}</ul>` : html`<p class="quiet">没有够 5 次的。</p>`}</section></div>`;
  }

  private bars(title: string, rows: Row[]): TemplateResult {
    const most = Math.max(1, ...rows.map((row) => row.count));
    return html`<section class="bars"><h3>${title}</h3>${rows.length
      ? html`<table><tbody>${rows.slice(0, 15).map((row) => html`<tr><th scope="row">${row.name}</th><td><meter min="0" max=${most} value=${row.count}></meter></td><td>${row.count}</td></tr>`)}</tbody></table>`
      : html`<p class="quiet">还没有够 5 次的。</p>`}</section>`;
  }

  private async load(): Promise<void> {
    const found = await this.run(get<Figures>(`/insight?days=${this.days}`));
    if (found) this.figures = found;
  }

  private span(event: Event): Promise<void> {
    this.days = Number((event.target as HTMLSelectElement).value);
    return this.load();
  }
}

define("console-insight", InsightElement);
