import { render } from "lit";
import { expect, test } from "vitest";

import { linked } from "../src/shared/prose.ts";

function called(text: string): string[] {
  const place = document.createElement("p");
  render(linked(text), place);
  return [...place.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
}

test("emergency numbers are links where they are called", () => {
  expect(called("马上打 110 报警，有人受伤打 120。发短信到 12110")).toEqual(["tel:110", "tel:120", "tel:12110"]);
});

test("figures that look like them are none", () => {
  expect(called("要打 110 元，面积 120 平方米，编号 123456789")).toEqual([]);
});
