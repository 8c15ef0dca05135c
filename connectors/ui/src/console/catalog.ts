/** The catalogue desk: import, check, compare, see the impact, publish, go back. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post, upload } from "./api.ts";
import { View } from "./view.ts";

interface Version { name: string; made_at: string; made_by: string; note: string; services: number }
interface Overview { current: string; services: number; versions: Version[]; history: { kind: string; version: string; at: string; by: string; reason: string }[] }

export class CatalogElement extends View {
  static override properties = { overview: { state: true }, shown: { state: true }, busy: { state: true }, blocked: { state: true } };

  declare overview: Overview | null;
  declare shown: { title: string; lines: string[] } | null;
  declare busy: string;
  declare blocked: string;

  constructor() {
    super();
    this.overview = null;
    this.shown = null;
    this.busy = "";
    this.blocked = "";
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const o = this.overview;
    if (!o) return html`<p role="status">正在打开……</p>`;
    return html`<h2>现行版本 <span data-testid="current">${o.current}</span>（${o.services} 个事项）</h2><p role="status" class="quiet">${this.busy}</p>
      <div class="row"><label>导入 <input type="file" accept=".xlsx,.csv,.json,.jsonl" @change=${this.take} /></label>
        <button type="button" @click=${() => this.lint("current")}>检查现行版本</button><button type="button" @click=${this.back}>退回上一版</button></div>
      <div class="wide"><table><thead><tr><th scope="col">版本</th><th scope="col">事项</th><th scope="col">谁</th><th scope="col">说明</th><th scope="col"></th></tr></thead><tbody>
        ${o.versions.map((v) => html`<tr><th scope="row">${v.name}</th><td>${v.services}</td><td>${v.made_by}</td><td>${v.note}</td>
          <td class="row"><button type="button" @click=${() => this.lint(v.name)}>检查</button><button type="button" @click=${() => this.look("diff", v.name)}>比较</button>
            <button type="button" @click=${() => this.look("impact", v.name)}>影响</button>
            ${v.name === o.current ? html`<strong>现行</strong>` : html`<button type="button" class="main" @click=${() => this.publish(v.name)}>发布</button>`}
            ${this.blocked === v.name ? html`<form @submit=${(e: SubmitEvent) => this.force(e, v.name)}><input name="reason" required aria-label="为什么仍要发布" placeholder="为什么仍要发布" /><button>仍要发布</button></form>` : nothing}</td></tr>`)}</tbody></table></div>
      ${this.shown ? html`<section class="shown"><h3>${this.shown.title}</h3><ul>${this.shown.lines.map((line) => html`<li>${line}</li>`)}</ul></section>` : nothing}
      <h3>发布记录</h3><ol>${o.history.map((h) => html`<li>${h.at} ${h.by} ${h.kind === "publish" ? "发布" : "退回到"} ${h.version} ${h.reason}</li>`)}</ol>`;
  }

  private async load(): Promise<void> {
    const found = await this.run(get<Overview>("/catalog"));
    if (found) this.overview = found;
  }

  private async slowly<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    this.busy = `${what}……`;
    const found = await this.run(work);
    this.busy = "";
    return found;
  }

  private async take(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    const made = await this.slowly("正在导入", upload<{ version: string; summary: string; lines: string[]; errors: string[] }>("/catalog/import", file));
    if (made) this.shown = { title: `${made.version}：${made.summary}`, lines: [...made.errors, ...made.lines] };
    await this.load();
  }

  private async lint(version: string): Promise<void> {
    const found = await this.slowly("正在检查", get<{ count: number; errors: number; findings: Record<string, string>[] }>(`/catalog/lint?${new URLSearchParams({ version })}`));
    if (found) this.shown = { title: `检查 ${version}：${found.count} 条，错误 ${found.errors} 条`, lines: found.findings.map((f) => `${f.severity} ${f.service}.${f.field}：${f.message} → ${f.mend}`) };
  }

  private async look(what: "diff" | "impact", version: string): Promise<void> {
    const found = await this.slowly("正在比较", get<{ changes?: string[]; lines?: string[] }>(`/catalog/${what}?${new URLSearchParams({ version })}`));
    if (found) this.shown = { title: `${what === "diff" ? "变化" : "影响"} ${version}`, lines: found.changes ?? found.lines ?? [] };
  }

  private async publish(version: string, reason = "", forced = false): Promise<void> {
    const done = await this.slowly("正在核对并发布", post<{ status: string }>("/catalog/publish", { version, expected: this.overview!.current, reason, forced }));
    this.blocked = done ? "" : version;
    if (done) await this.load();
  }

  private force(event: SubmitEvent, version: string): Promise<void> {
    event.preventDefault();
    return this.publish(version, String(new FormData(event.currentTarget as HTMLFormElement).get("reason")), true);
  }

  private async back(): Promise<void> {
    if (await this.slowly("正在退回", post<unknown>("/catalog/rollback", {}))) await this.load();
  }
}

define("console-catalog", CatalogElement);
