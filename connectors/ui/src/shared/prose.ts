/** Text of people and of the catalogue as safe pieces of a page: never markup, only known links. */

import { html, type TemplateResult } from "lit";

// 110, 119, 120 and 122 only where they are called: they are figures elsewhere.
const LINKS =
  /(https?:\/\/[\w\-./?%&=#~+:@]+)|((?<=[打或] )(?:11[09]|12[02])(?!\d| ?[元平米岁天个])|(?<!\d)(?:12[0-9]{3}|96110|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})(?!\d))/g;
const SCHEMES = ["https:", "http:", "tel:"];

/** The address if it is one a page may lead to, else nothing. */
export function safeAddress(address: string): string {
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/** One line of text, with web addresses and telephone numbers to tap. */
export function linked(text: string): (string | TemplateResult)[] {
  const pieces: (string | TemplateResult)[] = [];
  let last = 0;
  for (const found of text.matchAll(LINKS)) {
    const [whole, address, phone] = found;
    const target = safeAddress(address ?? `tel:${phone}`);
    if (!target) continue;
    pieces.push(text.slice(last, found.index));
    pieces.push(
      address
        ? html`<a href=${target} target="_blank" rel="noopener noreferrer">${whole}</a>`
        : html`<a href=${target} class="phone">${whole}</a>`,
    );
    last = found.index + whole.length;
  }
  return [...pieces, text.slice(last)];
}

/** Text with its line breaks as paragraphs. */
export function paragraphs(text: string): TemplateResult[] {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => html`<p>${linked(line)}</p>`);
}

/** What is read aloud: no marks that only help the eye. */
export const spoken = (text: string): string => text.replace(/[【】〔〕·★✓]/g, " ").replace(/https?:\S+/g, "");
