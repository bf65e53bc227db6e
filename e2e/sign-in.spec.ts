import { expect, look, OWNER, test } from "./support.ts";

test.use({ storageState: { cookies: [], origins: [] } });

test("signing in says beside a field what is missing, and above them when both do not fit", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 401.*\/api\/auth\/callback/);
  await page.goto("/sign-in?callbackUrl=/playbooks");
  const [email, password] = [page.getByLabel("E-mail"), page.getByLabel("Password")];
  const submit = page.getByRole("button", { name: "Sign in" });
  await email.fill(OWNER.email);
  await submit.click();
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(password).toBeFocused();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expect(email).not.toHaveAttribute("aria-invalid", "true");
  await look(page, "sign-in-missing");
  await password.fill("not this one");
  await submit.click();
  await expect(
    page.getByRole("alert").getByText("The e-mail address or the password is wrong."),
  ).toBeVisible();
  await expect(page.getByText("Enter your password.")).toBeHidden();
  await password.fill(OWNER.password);
  await submit.click();
  await page.waitForURL("/playbooks");
});

test("signing out without a connection says so, and works when it is back", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_FAILED/, /CLIENT_FETCH_ERROR/);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("/");
  const signOut = async () => {
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };
  await page.route("**/api/auth/**", (route) => route.abort());
  await signOut();
  await expect(page.getByText(/You are still signed in: the server cannot be reached/)).toBeVisible();
  await page.unroute("**/api/auth/**");
  await signOut();
  await page.waitForURL("/sign-in");
});
