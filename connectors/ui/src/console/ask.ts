/** A question before something that cannot be taken back; Escape and 取消 mean no. */

import { html, render } from "lit";

export function sure(question: string, yes: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "sure";
  render(html`<form method="dialog"><p>${question}</p><div class="row"><button value="yes" class="main">${yes}</button><button value="" autofocus>取消</button></div></form>`, dialog);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    }),
  );
}
