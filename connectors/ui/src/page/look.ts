/** How the page looks for this person: text size, elder view, colours, language. Nothing else is kept. */

import { LANGUAGES, setLanguage, type Language } from "../shared/words.ts";

export interface Look {
  elder: boolean;
  size: number;
  colours: "auto" | "light" | "dark";
  contrast: boolean;
  language: Language;
}

/** Text sizes in pixels; elder views begin at 18 and go to 30 (MIIT 适老化 rules, 2021). */
export const SIZES = [16, 18, 20, 24, 30] as const;
const KEY = "banshi.look";
const ELDER_SIZE = 20;

const plain = (): Look => ({ elder: false, size: 16, colours: "auto", contrast: false, language: browserLanguage() });

/** The look kept from last time, with what the address asks for (`?elder=1&lang=en`) on top. */
export function readLook(query = new URLSearchParams(location.search)): Look {
  let look = plain();
  try {
    look = { ...look, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    // Forbidden or damaged storage: begin with the plain look.
  }
  const wanted = query.get("lang") ?? "";
  if (Object.hasOwn(LANGUAGES, wanted)) look.language = wanted as Language;
  const elder = query.get("elder");
  if (elder === "1" || (elder === "0" && look.elder)) look = elderly(look, elder === "1");
  return Object.hasOwn(LANGUAGES, look.language) ? look : { ...look, language: "zh-Hans" };
}

export function keepLook(look: Look, shared: boolean): void {
  try {
    if (shared) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(look));
  } catch {
    // Forbidden storage: the look lasts as long as the page.
  }
}

/** Elder view on or off; on, the text is at least the elder size. */
export function elderly(look: Look, elder: boolean): Look {
  return { ...look, elder, size: elder ? Math.max(look.size, ELDER_SIZE) : 16 };
}

/** The next text size up or down. */
export function resized(look: Look, step: 1 | -1): Look {
  const smallest = look.elder ? 1 : 0;
  const index = Math.min(SIZES.length - 1, Math.max(smallest, nearest(look.size) + step));
  return { ...look, size: SIZES[index] ?? 16 };
}

const nearest = (size: number): number => Math.max(0, SIZES.findLastIndex((s) => s <= size));

/** Puts the look on the page, by attributes that the style sheet knows. */
export function wear(look: Look, root: HTMLElement = document.documentElement): void {
  root.dataset.size = String(look.size);
  root.toggleAttribute("data-elder", look.elder);
  root.toggleAttribute("data-contrast", look.contrast);
  root.dataset.colours = look.colours;
  root.lang = look.language;
  setLanguage(look.language);
}

function browserLanguage(): Language {
  const tag = navigator.language.toLowerCase();
  if (/^zh-(hant|tw|hk|mo)/.test(tag)) return "zh-Hant";
  return tag.startsWith("zh") || !tag.startsWith("en") ? "zh-Hans" : "en";
}
