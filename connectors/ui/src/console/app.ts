/** The shell: signing in, the views a role may see, and what went wrong last. */

import { html, nothing, type TemplateResult } from "lit";
import { BanshiElement, define } from "../shared/element.ts";
import { get, post, Refused, signed, type Session } from "./api.ts";
import "./admin.ts";
import "./assist.ts";
import "./catalog.ts";
import "./desk.ts";
import "./insight.ts";
import "./tickets.ts";

const STAFF = ["operator", "supervisor", "administrator"];
const VIEWS: { name: string; title: string; roles: string[]; show: (s: Session) => TemplateResult }[] = [
  { name: "assist", title: "坐席助手", roles: STAFF, show: () => html`<console-assist></console-assist>` },
  { name: "desk", title: "会话", roles: STAFF, show: (s) => html`<console-desk .session=${s}></console-desk>` },
  { name: "tickets", title: "工单", roles: STAFF, show: (s) => html`<console-tickets .session=${s}></console-tickets>` },
  { name: "insight", title: "数据", roles: ["supervisor", "editor", "administrator"], show: () => html`<console-insight></console-insight>` },
  { name: "catalog", title: "事项目录", roles: ["editor", "administrator"], show: () => html`<console-catalog></console-catalog>` },
  { name: "admin", title: "账号与审计", roles: ["administrator"], show: () => html`<console-admin></console-admin>` },
];
const ROLES: Record<string, string> = { operator: "坐席", supervisor: "班长", editor: "编辑", administrator: "管理员" };

/** Why the provider's sign-in came to nothing. */
const REFUSED: Record<string, string> = {
  off: "没有开通统一身份登录", provider: "统一身份登录暂时不可用，请稍后再试", state: "登录超时或被打断，请重新登录",
  token: "统一身份登录没有通过核验", role: "您的统一身份没有工作台的角色，请联系管理员",
};

export class ConsoleElement extends BanshiElement {
  static override properties = { session: { state: true }, ready: { state: true }, problem: { state: true } };

  declare session: Session | null;
  declare ready: boolean;
  declare problem: string;

  constructor() {
    super();
    this.session = null;
    this.ready = false;
    this.problem = REFUSED[new URLSearchParams(location.search).get("refused") ?? ""] ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    this.addEventListener("console-problem", (event) => this.failed((event as CustomEvent<unknown>).detail));
    get<Session>("/me").then((s) => this.enter(s), () => (this.ready = true));
  }

  protected override render(): TemplateResult {
    if (!this.ready) return html`<p class="wait" role="status">正在打开……</p>`;
    if (!this.session) return this.signIn();
    if (this.session.change) return this.newPassword();
    const views = VIEWS.filter((view) => view.roles.includes(this.session!.role));
    const named = location.pathname.split("/")[2];
    const view = views.find((one) => one.name === named) ?? views[0]!;
    return html`<header class="bar"><strong>办事工作台</strong>
        <nav aria-label="工作台">${views.map((one) => html`<a href="/console/${one.name}" aria-current=${one === view ? "page" : nothing}>${one.title}</a>`)}</nav>
        <span class="who">${this.session.shown || this.session.name} · ${ROLES[this.session.role]}</span>
        <button type="button" @click=${this.leave}>退出</button></header>
      ${this.said()}<main aria-label=${view.title}>${view.show(this.session)}</main>`;
  }

  private signIn(): TemplateResult {
    return html`<form class="sign" @submit=${this.enterBy}><h1>办事工作台</h1>${this.said()}
      <label>账号<input name="name" autocomplete="username" required autofocus /></label>
      <label>密码<input name="password" type="password" autocomplete="current-password" required /></label>
      <button class="main">登录</button>
      ${"oidc" in document.body.dataset ? html`<a class="other" href="/api/console/oidc/start">用单位统一身份登录</a>` : nothing}</form>`;
  }

  private newPassword(): TemplateResult {
    return html`<form class="sign" @submit=${this.change}><h1>设置新密码</h1><p>一次性密码只能用来设置新密码，至少 10 个字符。</p>${this.said()}
      <label>一次性密码<input name="old" type="password" autocomplete="current-password" required autofocus /></label>
      <label>新密码<input name="new" type="password" autocomplete="new-password" minlength="10" required /></label>
      <button class="main">保存</button></form>`;
  }

  private said(): TemplateResult {
    return html`<p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>`;
  }

  private enter(session: Session | null): void {
    signed(session);
    this.session = session;
    this.ready = true;
    this.problem = "";
  }

  private async enterBy(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      this.enter(await post<Session>("/sign-in", { name: form.get("name"), password: form.get("password") }));
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  private async change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await post("/password", { old: form.get("old"), new: form.get("new") });
      this.enter(await get<Session>("/me"));
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  private async leave(): Promise<void> {
    await post("/sign-out");
    this.enter(null);
  }

  private failed(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (error instanceof Refused && error.status === 401) this.enter(null);
    this.problem = error ? (error as Error).message : "";
  }
}

define("banshi-console", ConsoleElement);
