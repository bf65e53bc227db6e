/** What the page saw of one planning, in milliseconds since the click; null while it has not happened. */
export type Seen = {
  /** When the button was pressed, in milliseconds since the epoch. */
  clickedAt: number;
  /** The server action that makes the plan was answered. */
  actionAnswered: number | null;
  /** The plan's page was answered, to the client that navigates to it. */
  pageAnswered: number | null;
  /** The editor is in the page, with cards or without. */
  editorThere: number | null;
  /** The event stream was asked for, and answered. */
  streamAsked: number | null;
  streamOpen: number | null;
  /** A step's card was painted where the canvas is seen. */
  firstStep: number | null;
  /** The header that calls the plan valid was painted, with every card of the plan. */
  wholePlan: number | null;
  cards: number;
};

declare global {
  interface Window {
    benchSeen?: Seen;
  }
}

/**
 * Runs in the page before its own scripts: from the click on "Make a plan" it looks at every frame that is painted. It reads the
 * page as a person does and knows nothing of the product's code.
 */
export function watchPlanning(): void {
  let seen: Seen | null = null;
  let clicked = 0;
  const since = () => performance.now() - clicked;

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (seen !== null || button?.textContent?.trim() !== "Make a plan") return;
      clicked = event.timeStamp;
      seen = {
        clickedAt: performance.timeOrigin + event.timeStamp,
        actionAnswered: null,
        pageAnswered: null,
        editorThere: null,
        streamAsked: null,
        streamOpen: null,
        firstStep: null,
        wholePlan: null,
        cards: 0,
      };
      window.benchSeen = seen;
      requestAnimationFrame(look);
    },
    true,
  );

  /** Called when a frame is about to be painted with the page as it is now. */
  function look(): void {
    if (seen === null) return;
    const now = seen;
    const canvas = document.querySelector(".react-flow");
    if (canvas) now.editorThere ??= since();
    const cards = [...document.querySelectorAll(".react-flow__node")];
    const drawn = cards.filter((card) => getComputedStyle(card).visibility === "visible");
    const first = now.firstStep === null && drawn.some((card) => inside(card, canvas));
    const valid = [...document.querySelectorAll("main span")].some(
      (span) => span.textContent?.trim() === "Valid",
    );
    const whole = valid && cards.length > 0 && drawn.length === cards.length;
    now.cards = cards.length;
    if (first || whole) {
      afterPaint(() => {
        if (first) now.firstStep ??= since();
        if (whole) now.wholePlan ??= since();
      });
    }
    if (now.firstStep === null || now.wholePlan === null) requestAnimationFrame(look);
  }

  /** A task that is queued while a frame is made runs when the frame is done. */
  function afterPaint(then: () => void): void {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", then, { once: true });
    port1.start();
    port2.postMessage(null);
  }

  /** Whether at least the middle of a card lies in the part of the canvas that is seen. */
  function inside(card: Element, canvas: Element | null): boolean {
    if (!canvas) return false;
    const [a, b] = [card.getBoundingClientRect(), canvas.getBoundingClientRect()];
    const [x, y] = [a.left + a.width / 2, a.top + a.height / 2];
    return a.width > 0 && x > b.left && x < b.right && y > b.top && y < b.bottom;
  }

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { initiatorType, responseEnd, startTime } = entry as PerformanceResourceTiming;
      if (!seen || initiatorType !== "fetch" || startTime < clicked) continue;
      const { pathname } = new URL(entry.name);
      if (pathname === "/") seen.actionAnswered ??= responseEnd - clicked;
      if (pathname.startsWith("/plans/")) seen.pageAnswered ??= responseEnd - clicked;
    }
  }).observe({ type: "resource" });

  window.EventSource = class extends EventSource {
    constructor(...given: ConstructorParameters<typeof EventSource>) {
      super(...given);
      if (!seen) return;
      const now = seen;
      now.streamAsked ??= since();
      this.addEventListener("open", () => (now.streamOpen ??= since()));
    }
  };
}
