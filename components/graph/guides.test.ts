import fc from "fast-check";
import { expect, test } from "vitest";
import { GuideIndex, type Box } from "./guides.ts";

const card = (x: number, y: number): Box => ({ x, y, width: 200, height: 100 });

test("a card near another's middle is drawn to it, and the line joins the two", () => {
  const { dx, dy, guides } = new GuideIndex([card(0, 0)]).snap(card(4, 300), 6);
  expect([dx, dy]).toEqual([-4, 0]);
  expect(guides).toEqual([{ axis: "x", at: 100, from: 0, to: 400 }]);
});

test("edges of cards of other sizes are aligned too, on both axes at once", () => {
  const wide = { x: 0, y: 0, width: 500, height: 40 };
  const { dx, dy, guides } = new GuideIndex([wide]).snap(card(303, 37), 6);
  expect([dx, dy]).toEqual([-3, 3]);
  expect(guides).toEqual([
    { axis: "x", at: 500, from: 0, to: 140 },
    { axis: "y", at: 40, from: 0, to: 500 },
  ]);
});

test("what lies out of reach draws nothing", () => {
  expect(new GuideIndex([card(0, 0)]).snap(card(30, 170), 6)).toEqual({ dx: 0, dy: 0, guides: [] });
  expect(new GuideIndex([]).snap(card(0, 0), 6)).toEqual({ dx: 0, dy: 0, guides: [] });
});

test("the nearest of all lines is found, as a look at every one of them finds it", () => {
  const place = fc.integer({ min: -500, max: 500 });
  const box = fc.record({
    x: place,
    y: place,
    width: fc.constantFrom(100, 264),
    height: fc.constantFrom(40, 96),
  });
  fc.assert(
    fc.property(fc.array(box, { maxLength: 30 }), box, (boxes, dragged) => {
      const { dx } = new GuideIndex(boxes).snap(dragged, 8);
      const ends = (one: Box) => [one.x, one.x + one.width];
      const edges = boxes.flatMap(ends).flatMap((at) => ends(dragged).map((own) => at - own));
      const middles = boxes.map((one) => one.x + one.width / 2 - dragged.x - dragged.width / 2);
      const near = [...edges, ...middles].map(Math.abs).filter((by) => by <= 8);
      expect(Math.abs(dx)).toBe(near.length === 0 ? 0 : Math.min(...near));
    }),
  );
});
