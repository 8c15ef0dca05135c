/** Addresses of our own pages that look the way this page looks now. */

import { language } from "./words.ts";

/** The page of one service, in the script and size of this one. */
export function servicePage(id: string): string {
  const look = new URLSearchParams();
  if (language() === "zh-Hant") look.set("lang", "zh-Hant");
  if (document.documentElement.hasAttribute("data-elder")) look.set("elder", "1");
  return `/services/${encodeURIComponent(id)}${look.size ? `?${look}` : ""}`;
}
