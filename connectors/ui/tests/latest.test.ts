/** Answers that overtake each other. */

import { describe, expect, it } from "vitest";
import { Latest } from "../src/shared/latest.ts";

const after = <T>(ms: number, value: T): Promise<T> => new Promise((done) => setTimeout(() => done(value), ms));

describe("the latest answer", () => {
  it("is the one to the question asked last, whichever comes first", async () => {
    const latest = new Latest();
    expect(await Promise.all([latest.of(after(20, "earlier")), latest.of(after(1, "later"))])).toEqual([undefined, "later"]);
  });

  it("is none once everything was dropped", async () => {
    const latest = new Latest();
    const asked = latest.of(after(1, "earlier"));
    latest.drop();
    expect(await asked).toBeUndefined();
    expect(await latest.of(after(1, "later"))).toBe("later");
  });
});
