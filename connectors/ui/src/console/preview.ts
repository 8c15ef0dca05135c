/** The catalogue as it will be, or was, on another day. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { Latest } from "../shared/latest.ts";
import { get } from "./api.ts";
import { View } from "./view.ts";

interface Shown { id: string; name: string; department: string; state: string; from: string | null; to: string | null; superseded_by: string; fees: string[]; materials: string[] }
interface Preview { as_of: string; counts: Record<string, number>; services: Shown[] }

const STATES: Record<string, string> = { in_force: "有效", expired: "已失效", not_yet: "还没实施" };

export class PreviewElement extends View {
  static override properties = { versions: { attribute: false }, preview: { state: true } };

  declare versions: string[];
  declare preview: Preview | null;
  private readonly looks = new Latest();

  constructor() {
    super();
    this.versions = [];
    this.preview = null;
  }

  protected override firstUpdated(): void {
    void this.look();
  }

  protected override render(): TemplateResult {
    const p = this.preview;
    return html`<form class="row" @input=${this.look} @submit=${(e: Event) => e.preventDefault()}><label>版本 <select name="version"><option value="current">现行</option>${this.versions.map((v) => html`<option>${v}</option>`)}</select></label>
        <label>日期 <input type="date" name="as_of" value=${new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)} /></label>
        <input type="search" name="q" aria-label="事项" placeholder="名称、俗称或编号" /></form>
      ${p ? html`<p role="status" data-testid="counts">${p.as_of}：${Object.entries(p.counts).map(([state, count]) => `${STATES[state]} ${count} 个`).join("，")}</p>
      <div class="wide"><table><thead><tr><th scope="col">事项</th><th scope="col">这一天</th><th scope="col">有效期</th><th scope="col">材料</th><th scope="col">收费</th></tr></thead>
        <tbody>${p.services.map((s) => html`<tr><th scope="row">${s.name}<br /><small>${s.department}</small></th><td>${s.state === "in_force" ? STATES[s.state] : html`<mark>${STATES[s.state]}</mark>`}${s.superseded_by ? html`<br /><small>改用 ${s.superseded_by}</small>` : nothing}</td>
          <td>${s.from ?? "—"} 至 ${s.to ?? "长期"}</td><td>${s.materials.join("、") || "—"}</td><td>${s.fees.join("、") || "未写明"}</td></tr>`)}</tbody></table></div>` : nothing}`;
  }

  private async look(): Promise<void> {
    const form = this.querySelector("form");
    if (!form) return;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value) as [string, string][]);
    this.preview = (await this.looks.of(this.run(get<Preview>(`/catalog/services?${query}`)))) ?? this.preview;
  }
}

define("console-preview", PreviewElement);
