/** The button that prints a page, which without this program could do nothing and is not shown. */

const button = document.querySelector<HTMLButtonElement>("#print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
