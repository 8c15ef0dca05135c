/** The form for a new password: after a one-time password, and whenever somebody wants another one. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { post } from "./api.ts";
import { View } from "./view.ts";

export class PasswordElement extends View {
  static override properties = { once: { attribute: false }, seen: { state: true }, unlike: { state: true } };

  /** The old password is a one-time password, and there is no way round this form. */
  declare once: boolean;
  declare seen: boolean;
  /** The two entries of the new password differ. */
  declare unlike: boolean;

  constructor() {
    super();
    this.once = false;
    this.seen = false;
    this.unlike = false;
  }

  protected override render(): TemplateResult {
    const type = this.seen ? "text" : "password";
    return html`<form class="sign" @submit=${this.change}><h1>${this.once ? "设置新密码" : "改密码"}</h1>
      <p>${this.once ? "一次性密码只能用来设置新密码。" : nothing}新密码至少 10 个字符，不能含账号名，不能全是同一个字符或连续的数字。</p>
      <label>${this.once ? "一次性密码" : "现在的密码"}<input name="old" type="password" autocomplete="current-password" required autofocus /></label>
      <label>新密码<input name="new" type=${type} autocomplete="new-password" minlength="10" required /></label>
      <label>再输一次新密码<input name="again" type=${type} autocomplete="new-password" required /></label>
      ${this.unlike ? html`<p class="problem" role="alert">两次输入的新密码不一样，请重新输入。</p>` : nothing}
      <label class="inline"><input type="checkbox" @change=${() => (this.seen = !this.seen)} />显示新密码</label>
      <button class="main">保存</button>${this.once ? nothing : html`<button type="button" @click=${() => this.end(false)}>取消</button>`}</form>`;
  }

  private async change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    this.unlike = form.get("new") !== form.get("again");
    if (this.unlike) return;
    const kept = post("/password", { old: form.get("old"), new: form.get("new") }).then(() => true);
    if (await this.run(kept)) this.end(true);
  }

  private end(changed: boolean): void {
    this.dispatchEvent(new CustomEvent("password-end", { detail: changed }));
  }
}

define("console-password", PasswordElement);
