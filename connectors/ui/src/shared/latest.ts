/** Answers may overtake each other: only the one to the question asked last counts. */

export class Latest {
  private asked = 0;

  /** What the work gives; undefined where something was asked since. */
  async of<T>(work: Promise<T>): Promise<T | undefined> {
    const mine = ++this.asked;
    const found = await work;
    return mine === this.asked ? found : undefined;
  }

  /** Nothing asked so far counts any more. */
  drop(): void {
    this.asked += 1;
  }
}
