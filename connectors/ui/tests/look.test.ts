/** Text sizes, elder view and languages. */

import { beforeEach, describe, expect, it } from "vitest";
import { elderly, keepLook, readLook, resized, wear } from "../src/page/look.ts";
import "../src/shared/later_words.ts";
import { LANGUAGES, setLanguage, t, type Language } from "../src/shared/words.ts";

const none = new URLSearchParams();

beforeEach(() => localStorage.clear());

describe("the look", () => {
  it("is never smaller than 18 pixels in the elder view and never larger than 30", () => {
    let look = elderly(readLook(none), true);
    for (let i = 0; i < 9; i += 1) look = resized(look, -1);
    expect(look.size).toBe(18);
    for (let i = 0; i < 9; i += 1) look = resized(look, 1);
    expect(look.size).toBe(30);
  });

  it("is kept, but not on a shared computer", () => {
    keepLook(elderly(readLook(none), true), false);
    expect(readLook(none).elder).toBe(true);
    keepLook(readLook(none), true);
    expect(readLook(none).elder).toBe(false);
  });

  it("follows the address and survives damaged storage", () => {
    localStorage.setItem("banshi.look", "{");
    expect(readLook(new URLSearchParams("elder=1&lang=en"))).toMatchObject({ elder: true, language: "en" });
    expect(readLook(new URLSearchParams("lang=__proto__")).language).toBe(readLook(none).language);
  });

  it("is written on the page", () => {
    wear({ ...readLook(none), size: 24, elder: true, language: "zh-Hant" });
    expect(document.documentElement.dataset.size).toBe("24");
    expect(document.documentElement.lang).toBe("zh-Hant");
  });
});

it.each(Object.keys(LANGUAGES) as Language[])("speaks %s and fills in facts", (language) => {
  setLanguage(language);
  expect(t("step", { n: 2, m: 5 })).toMatch(/2.*5/);
});
