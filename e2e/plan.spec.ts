import { card, expect, planGoal, REFERENCE_GOAL, test } from "./support.ts";

test("the reference goal becomes a valid plan with a real period and its goal budget", async ({ page }) => {
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(card(page, "Research the market")).toBeVisible();
  await expect(card(page, "Compose the strategy document")).toBeVisible();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByText("$40,000", { exact: true })).toBeVisible();
  await expect(
    inspector.getByText(/^1 (Jan|Apr|Jul|Oct) \d{4} to 3[01] (Mar|Jun|Sep|Dec) \d{4}/),
  ).toBeVisible();
  await expect(inspector.getByText(/From a playbook/)).toBeVisible();
  // The plan has grown on the canvas without its reader's doing, and is in view when it is whole.
  await expect
    .poll(() =>
      page.locator(".react-flow").evaluate((canvas) => {
        const room = canvas.getBoundingClientRect();
        const cards = [...canvas.querySelectorAll(".react-flow__node")].map((node) =>
          node.getBoundingClientRect(),
        );
        return cards.filter(
          ({ top, right, bottom, left }) =>
            top < room.top || right > room.right || bottom > room.bottom || left < room.left,
        ).length;
      }),
    )
    .toBe(0);
});

test("steps that a goal spells out become exactly that graph", async ({ page }) => {
  await planGoal(
    page,
    "Research refill shops and analyse our marketing metrics, then draft a newsletter, finally compile a report",
  );
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(4);
  await expect(page.locator(".react-flow__edge")).toHaveCount(3);
  await expect(page.getByText(/From the steps that the goal spells out/)).toBeVisible();
});

test("a goal that nothing fits gets a generic plan that says so", async ({ page }) => {
  await planGoal(page, "Zanzibar sundials");
  const choice = page.getByRole("region").filter({ hasText: "The planner is not sure" });
  await expect(
    page
      .getByText(/A generic plan/)
      .or(choice)
      .first(),
  ).toBeVisible();
  if (await choice.isVisible()) await choice.getByRole("button", { name: /generic|general/i }).click();
  await expect(page.getByText(/A generic plan, because nothing more fitting was found/)).toBeVisible();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

test("a planner that is not sure shows its best playbooks and goes on with the one that is picked", async ({
  page,
}) => {
  await planGoal(page, "Help with our spring campaign and hiring");
  const question = page.getByText(
    "The planner is not sure. Pick a start; every step can be changed afterwards.",
  );
  await expect(question).toBeVisible();
  const options = page.getByRole("button", { name: /% match/ });
  await expect(options).toHaveCount(4);
  await options.first().click();
  await expect(question).toBeHidden();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  await expect(question).toBeHidden();
});

const BAD_GOALS: [string, string, RegExp][] = [
  ["empty", "   ", /empty/i],
  ["20,000 characters", "plan a market ".repeat(1429).slice(0, 20_000), /longer than/],
  ["NUL", "plan a \u0000 market", /cannot be kept/],
  ["half a surrogate pair", "plan a \ud800 market", /cannot be kept/],
];
for (const [name, goal, message] of BAD_GOALS) {
  test(`a bad goal (${name}) gets a message beside the box, and nothing is lost`, async ({ page }) => {
    await page.goto("/");
    const box = page.getByLabel("What do you want to get done?");
    // React takes the box over a moment after it shows; an event before that is nobody's.
    const taken = (element: HTMLElement) =>
      Object.keys(element).some((key) => key.startsWith("__reactProps"));
    await expect.poll(() => box.evaluate(taken)).toBe(true);
    // Typing cannot make these characters, a program that fills the box can.
    await box.evaluate((element: HTMLTextAreaElement, text) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(element, text);
      element.dispatchEvent(new Event("input", { bubbles: true }));
    }, goal);
    await page.getByRole("button", { name: "Make a plan" }).click();
    await expect(page.getByText(message)).toBeVisible();
    await expect(box).toHaveAttribute("aria-invalid", "true");
    expect(await box.evaluate((element: HTMLTextAreaElement) => element.value.length)).toBe(goal.length);
    await expect(page).toHaveURL(/\/$/);
  });
}
