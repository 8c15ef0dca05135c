/** What people ask and where it hurts, from events: charts, filters, the conversations behind them, and what to do about it. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { Latest } from "../shared/latest.ts";
import { get, post, services } from "./api.ts";
import "./chart.ts";
import { CHANNELS, WHO } from "./desk_data.ts";
import { ASPECTS, bars, byDay, byHour, FILTERS, heat, OUTCOMES, places, type Behind, type Figures, type Filters, type Health } from "./insight_data.ts";
import type { Drawing } from "./charts.ts";
import { View } from "./view.ts";

const WORDS: Record<string, Record<string, string>> = { aspect: ASPECTS, outcome: OUTCOMES, channel: CHANNELS };
type Line = { seq: number; from: string; text: string };

export class InsightElement extends View {
  static override properties = {
    figures: { state: true }, health: { state: true }, days: { state: true }, filters: { state: true }, behind: { state: true },
    read: { state: true }, proposed: { state: true }, found: { state: true },
  };

  declare figures: Figures | null;
  declare health: Health | null;
  declare days: number;
  declare filters: Filters;
  declare behind: Behind | null;
  declare read: { name: string; lines: Line[] } | null;
  declare proposed: Record<string, string>;
  /** Services that fit what is typed for a proposal. */
  declare found: { id: string; name: string }[];
  private readonly names = new Latest();

  constructor() {
    super();
    this.figures = null;
    this.health = null;
    this.days = 30;
    this.filters = {};
    this.behind = null;
    this.read = null;
    this.proposed = {};
    this.found = [];
  }

  protected override firstUpdated(): void {
    void this.load();
    void this.run(get<Health>("/insight/health")).then((found) => (this.health = found ?? null));
  }

  protected override render(): TemplateResult {
    const f = this.figures;
    if (!f) return html`<p role="status">正在统计……</p>`;
    const waited = f.waiting.median === null ? "不足 5 次" : `中位 ${f.waiting.median} 秒`;
    const votes = f.votes ? `${Math.round((100 * f.solved) / f.votes)}%` : "没有评价";
    const facts: [string, number | string, string, string][] = [
      ["对话轮次", f.turns, "turns", ""], ["会话", f.conversations, "conversations", ""], ["转人工", f.handed_off, "handed_off", ""],
      ["等人工", waited, "waiting", f.waiting.slow === null ? "" : `最慢一成超过 ${f.waiting.slow} 秒（${f.waiting.count} 次）`],
      ["工单", f.tickets, "tickets", ""], ["说“解决了”", votes, "solved", `${f.solved} / ${f.votes} 份评价`],
      ["助手建议", f.suggestions.accepted ?? 0, "accepted", `采用；改后用 ${f.suggestions.edited ?? 0}，不用 ${f.suggestions.rejected ?? 0}`],
    ];
    return html`<div class="row"><h2>数据</h2><label>最近 <select @change=${this.span}>${[7, 30, 90, 365].map((d) => html`<option value=${d} ?selected=${d === this.days}>${d} 天</option>`)}</select></label>
        ${FILTERS.map(([name, title]) => (this.filters[name] ? html`<button type="button" class="chip" @click=${() => this.narrow({ [name]: "" })}>${title}：${this.called(name)} ✕</button>` : nothing))}
        <button type="button" @click=${this.open}>看这些会话</button>
        <form class="row" action="/api/console/insight/report.docx" method="get"><label>月度报告 <input type="month" name="month" required value=${month()} /></label><button>下载 Word</button></form>
        <small>不到 5 人的分组不显示；点图上的条可以筛选</small></div>
      <dl class="facts">${facts.map(([title, value, name, more]) => html`<div><dt>${title}</dt><dd data-figure=${name}>${value}</dd>${more ? html`<small>${more}</small>` : nothing}</div>`)}</dl>
      ${this.behind ? this.listed(this.behind) : nothing}
      <div class="grid">${this.chart("每天", byDay(f))}${this.chart("一天里的时间", byHour(f))}
        ${this.pickable("事项", bars(f.services), "service")}${this.pickable("问什么", bars(f.aspects, ASPECTS), "aspect")}
        ${this.pickable("会话怎样结束", bars(f.endings, OUTCOMES), "outcome")}${this.pickable("渠道", bars(f.channels, CHANNELS), "channel")}${this.pickable("区", bars(f.districts), "district")}
        ${this.chart("停在哪一问、哪一步", places(f.drop_off), (row) => this.stuck(row))}
        ${this.chart("槽点：事项 × 环节", heat(f.heat), (row) => this.narrow({ service: f.heat.find((one) => (one.name || "未定") === heat(f.heat).rows[row])?.service ?? "" }))}
        ${this.unanswered(f)}${this.quality()}</div>`;
  }

  private chart(heading: string, drawing: Drawing, picked: (row: number) => void = () => undefined): TemplateResult {
    return html`<console-chart .heading=${heading} .drawing=${drawing} @chart-pick=${(e: CustomEvent<{ row: number }>) => picked(e.detail.row)}></console-chart>`;
  }

  private pickable(heading: string, drawing: Drawing & { kind: "bars" }, field: keyof Filters): TemplateResult {
    return this.chart(heading, drawing, (row) => {
      const name = drawing.bars[row]?.name ?? "";
      if (!name.startsWith("少于")) void this.narrow({ [field]: name });
    });
  }

  private unanswered(f: Figures): TemplateResult {
    return html`<section class="bars"><h3>没答上来的</h3>${f.unanswered.length ? nothing : html`<p class="quiet">没有够 5 人问的。</p>`}
      ${f.unanswered.map((c) => html`<form class="cluster" @submit=${(e: SubmitEvent) => this.propose(e, c.id)}><p><strong>${c.count} 次</strong> ${c.examples.join("；")}</p>
        ${this.proposed[c.id] ? html`<p role="status" class="quiet">${this.proposed[c.id]}</p>` : html`<div class="row"><input name="text" aria-label="说法" .value=${c.examples[0]!} required />
        <input name="service" list="services" aria-label="归到哪个事项" placeholder="归到哪个事项" autocomplete="off" @input=${this.name} />
        <button name="kind" value="everyday_name">加为俗称</button><button name="kind" value="sample_question">加为样例问法</button><button name="kind" value="missing_service">缺这个事项</button></div>`}</form>`)}
      <datalist id="services">${this.found.map((s) => html`<option value=${s.id}>${s.name}</option>`)}</datalist></section>`;
  }

  private quality(): TemplateResult {
    const h = this.health;
    if (!h) return html`<section class="bars"><h3>目录质量</h3><p class="quiet">正在检查……</p></section>`;
    return html`<section class="bars"><h3>目录质量</h3><p>${h.services} 个事项；错误 ${h.errors} 条，提醒 ${h.warnings} 条；已失效 ${h.expired} 个；没有人核对过 ${h.unchecked} 个。</p>
      <table><thead><tr><th scope="col">部门（从低到高）</th><th scope="col">得分</th></tr></thead><tbody>${h.departments.slice(0, 10).map(([name, score]) => html`<tr><th scope="row">${name}</th><td>${score}</td></tr>`)}</tbody></table></section>`;
  }

  private listed(behind: Behind): TemplateResult {
    return html`<section class="shown"><div class="row"><h3>会话${behind.turns === null ? "" : `（${behind.turns} 轮）`}</h3><button type="button" @click=${() => ((this.behind = null), (this.read = null))}>收起</button></div>
      ${behind.conversations.length ? nothing : html`<p class="quiet">不到 5 个人，不显示。</p>`}
      <div class="behind"><ol>${behind.conversations.map((c) => html`<li><button type="button" aria-pressed=${this.read?.name === c.conversation} @click=${() => this.look(c.conversation)}><strong>${c.text || "（没有文字）"}</strong><br />
        <small>${c.service_name || "未定事项"} · ${OUTCOMES[c.outcome] ?? c.outcome} · ${c.turns} 轮 · ${CHANNELS[c.channel] ?? c.channel} · ${new Date(c.at).toLocaleString("zh-CN")}</small></button></li>`)}</ol>
      ${this.read ? html`<div class="log" role="log" tabindex="0" aria-label="会话记录">${this.read.lines.map((l) => html`<p class=${l.from}><b>${WHO[l.from]}</b> ${l.text}</p>`)}</div>` : nothing}</div></section>`;
  }

  private called(name: keyof Filters): string {
    const value = this.filters[name]!;
    if (name === "service") return this.figures?.services.find((row) => row.id === value)?.name ?? value;
    return WORDS[name]?.[value] ?? value;
  }

  private get query(): URLSearchParams {
    const chosen = Object.entries(this.filters).filter(([, value]) => value);
    return new URLSearchParams([["days", String(this.days)], ...chosen]);
  }

  private async load(): Promise<void> {
    const found = await this.run(get<Figures>(`/insight?${this.query}`));
    if (found) this.figures = found;
    if (this.behind) await this.open();
  }

  private narrow(more: Filters): Promise<void> {
    this.filters = { ...this.filters, ...more };
    return this.load();
  }

  private async stuck(row: number): Promise<void> {
    const place = this.figures!.drop_off[row];
    if (!place) return;
    await this.narrow({ service: place.service, asked: place.at ?? "" });
    await this.open();
  }

  private async open(): Promise<void> {
    this.behind = (await this.run(get<Behind>(`/insight/conversations?${this.query}`))) ?? null;
  }

  private async look(name: string): Promise<void> {
    const lines = await this.run(get<Line[]>(`/insight/conversations/${encodeURIComponent(name)}`));
    if (lines) this.read = { name, lines };
  }

  private async name(event: Event): Promise<void> {
    const typed = (event.target as HTMLInputElement).value;
    if (this.found.some((one) => one.id === typed)) return;
    this.found = (await this.names.of(services(typed))) ?? this.found;
  }

  private async propose(event: SubmitEvent, cluster: string): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement, event.submitter);
    const made = await this.run(post<{ id: string }>("/proposals", Object.fromEntries(form)));
    if (made) this.proposed = { ...this.proposed, [cluster]: "已交给编辑，在“事项目录”里采纳" };
  }

  private span(event: Event): Promise<void> {
    this.days = Number((event.target as HTMLSelectElement).value);
    return this.load();
  }
}

function month(): string {
  return new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 7);
}

define("console-insight", InsightElement);
