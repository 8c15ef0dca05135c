/** Accounts and the audit log, for administrators. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post } from "./api.ts";
import { sure } from "./ask.ts";
import { View } from "./view.ts";

interface Account { name: string; role: string; shown: string; active: boolean }
interface Entry { id: string; at: number; who: string; what: string; conversation?: string; to?: string }

const ROLES: [string, string][] = [["operator", "坐席"], ["supervisor", "班长"], ["editor", "编辑"], ["administrator", "管理员"]];

const DONE: Record<string, string> = {
  sign_in: "登录", sign_in_refused: "登录被拒", password: "改密码", account: "新建账号", account_on: "启用账号", account_off: "停用账号", account_reset: "重置密码", account_described: "改角色或显示名",
  read: "看会话", transcript: "导出会话记录", claim: "接入", take_over: "从助手接手", take_from: "从同事接手", put_back: "退回排队", say: "发言", note: "记备注", forward: "转交", give_back: "交还助手",
  close: "结束服务", timeout: "超时结束", held_told: "久等告知", approve: "核对后发送", edit: "改后发送", code: "生成续办码", export_tickets: "导出工单", report: "下载月报", propose: "提建议",
  ticket_made: "登记工单", ticket_open: "重开工单", ticket_working: "办理工单", ticket_closed: "办结工单", ticket_merged: "合并工单",
  catalog_import: "导入目录", catalog_edit: "改事项", catalog_publish: "发布目录", catalog_rollback: "退回目录", catalog_schedule: "排定发布", catalog_unschedule: "取消排定",
  proposal_accepted: "采纳建议", proposal_rejected: "不采纳建议", word_withdrawn: "撤回说法",
};

const title = (role: string): string => ROLES.find(([id]) => id === role)?.[1] ?? role;
const place = (account: Account): string => `/accounts/${encodeURIComponent(account.name)}`;

export class AdminElement extends View {
  static override properties = { accounts: { state: true }, log: { state: true }, refused: { state: true }, made: { state: true } };

  declare accounts: Account[];
  declare log: Entry[];
  declare refused: boolean;
  declare made: { name: string; password: string } | null;

  constructor() {
    super();
    this.accounts = [];
    this.log = [];
    this.refused = false;
    this.made = null;
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<h2>账号</h2><form class="row" @submit=${this.create}><input name="name" required placeholder="账号（字母、数字、下划线）" maxlength="40" aria-label="账号" /><input name="shown" placeholder="群众看到的名字" aria-label="显示名" />
        <select name="role" aria-label="角色">${ROLES.map(([id, title]) => html`<option value=${id}>${title}</option>`)}</select><button class="main">新建</button></form>
      ${this.made ? html`<p role="status">账号 ${this.made.name} 的一次性密码：<code>${this.made.password}</code>（只显示这一次）</p>` : nothing}
      <table><thead><tr><th scope="col">账号</th><th scope="col">显示名、角色</th><th scope="col"></th></tr></thead><tbody>${this.accounts.map((a) => html`<tr><th scope="row">${a.name}${a.active ? nothing : html` <mark>已停用</mark>`}</th>
        <td><form @submit=${(e: SubmitEvent) => this.describe(e, a)}><input name="shown" aria-label=${`${a.name} 的显示名`} .value=${a.shown} maxlength="40" />
          <select name="role" aria-label=${`${a.name} 的角色`}>${ROLES.map(([id, title]) => html`<option value=${id} ?selected=${id === a.role}>${title}</option>`)}</select><button>保存</button></form></td>
        <td><div class="row"><button type="button" @click=${() => this.reset(a)}>重置密码</button><button type="button" @click=${() => this.turn(a)}>${a.active ? "停用" : "启用"}</button></div></td></tr>`)}</tbody></table>
      <h2>审计</h2><p class="row"><button type="button" aria-pressed=${!this.refused} @click=${() => this.audit(false)}>操作</button><button type="button" aria-pressed=${this.refused} @click=${() => this.audit(true)}>被拒的登录</button></p>
      <div class="wide"><table><thead><tr><th scope="col">时间</th><th scope="col">谁</th><th scope="col">做了什么</th><th scope="col">对象</th></tr></thead>
        <tbody>${this.log.map((e) => html`<tr><td>${new Date(e.at).toLocaleString("zh-CN")}</td><td>${e.who}</td><td>${DONE[e.what] ?? e.what}</td><td>${e.conversation ?? e.to ?? ""}</td></tr>`)}</tbody></table></div>`;
  }

  private async load(): Promise<void> {
    this.accounts = (await this.poll(get<Account[]>("/accounts"))) ?? this.accounts;
    this.log = (await this.poll(this.records())) ?? this.log;
  }

  private async audit(refused: boolean): Promise<void> {
    this.refused = refused;
    this.log = (await this.run(this.records())) ?? this.log;
  }

  /** What was done, or the sign-ins that were refused. */
  private records(): Promise<Entry[]> {
    return get<Entry[]>(`/audit${this.refused ? "?refused=true" : ""}`);
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const made = await this.run(post<{ name: string; password: string }>("/accounts", Object.fromEntries(new FormData(form))));
    if (!made) return;
    this.made = made;
    form.reset();
    await this.load();
  }

  private async describe(event: SubmitEvent, account: Account): Promise<void> {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement));
    const other = `${account.name} 换成${title(String(body.role))}？要重新登录，正在接待的会话回到排队。`;
    if (body.role !== account.role && !(await sure(other, "换角色"))) return;
    await this.run(post(`${place(account)}/describe`, body));
    await this.load();
  }

  private async reset(account: Account): Promise<void> {
    if (!(await sure(`重置 ${account.shown || account.name} 的密码？现在的密码马上不能用了。`, "重置密码"))) return;
    this.made = (await this.run(post<{ name: string; password: string }>(`${place(account)}/reset`))) ?? this.made;
    await this.load();
  }

  private async turn(account: Account): Promise<void> {
    const ends = `停用 ${account.shown || account.name}？会马上退出登录，正在接待的会话回到排队。`;
    if (account.active && !(await sure(ends, "停用"))) return;
    await this.run(post(`${place(account)}/active`, { active: !account.active }));
    await this.load();
  }
}

define("console-admin", AdminElement);
