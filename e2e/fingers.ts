import type { CDPSession, Page } from "@playwright/test";

type Spot = { x: number; y: number };

/** Fingers on the screen, as the browser itself gets them: several at once, moving, resting. */
export class Fingers {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  async down(...spots: Spot[]): Promise<void> {
    await this.#send("touchStart", spots);
  }

  /** Moves all fingers, not at one jump. */
  async move(from: readonly Spot[], to: readonly Spot[]): Promise<void> {
    const steps = 10;
    for (let step = 1; step <= steps; step += 1) {
      const part = step / steps;
      await this.#send(
        "touchMove",
        from.map((start, index) => {
          const end = to[index] ?? start;
          return { x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part };
        }),
      );
    }
  }

  async up(): Promise<void> {
    await this.#send("touchEnd", []);
  }

  /** One finger from one place to another. */
  async drag(from: Spot, to: Spot): Promise<void> {
    await this.down(from);
    await this.move([from], [to]);
    await this.up();
  }

  async #send(type: "touchStart" | "touchMove" | "touchEnd", spots: readonly Spot[]): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: spots.map((spot, id) => ({ ...spot, id })),
    });
  }
}
