import type { Page } from "playwright-core";

/** Every field of a body by its path: what holds no further ones. */
function listFields(body: unknown, path = ""): string[] {
  if (typeof body !== "object" || body === null) return [path];
  const inner = Object.entries(body).flatMap(([name, value]) =>
    listFields(value, path === "" ? name : `${path}.${name}`),
  );
  return inner.length === 0 ? [path] : inner;
}

/** From now on, every command of the page is refused for every field that it sends; none reaches the server. */
export async function refuseEverything(page: Page): Promise<void> {
  await page.route("**/api/v1/**", async (route, request) => {
    if (request.headers()["idempotency-key"] === undefined) return await route.fallback();
    const problems = listFields(request.postDataJSON() ?? {})
      .filter((field) => field !== "")
      .map((field) => ({ field, value: null, rule: "missing" }));
    const problem = { type: "about:blank", title: "Malformed", status: 400, code: "malformed", problems };
    await route.fulfill({ status: 400, contentType: "application/problem+json", json: problem });
  });
}

/** How long a form may take to send what it has, once it is asked to, milliseconds; one that sends nothing takes that long. */
const SENDS_WITHIN_MS = 400;

/**
 * Sends every form of the page as it stands, the last one first. Returns how many commands that were, and what their refusals could not
 * name: `form: path` for each field whose label was not found, and for which there is no text `fieldName.…`. The commands must be
 * refused, see {@link refuseEverything}.
 */
export async function listUnnamedFields(
  page: Page,
): Promise<{ readonly sent: number; readonly unnamed: readonly string[] }> {
  const unnamed: string[] = [];
  let sent = 0;
  const forms = page.locator("main form");
  for (let index = (await forms.count()) - 1; index >= 0; index -= 1) {
    const form = forms.nth(index);
    const button = form.locator("button[type=submit]").first();
    if ((await button.count()) === 0 || !(await button.isEnabled())) continue;
    const sending = page
      .waitForRequest((request) => request.headers()["idempotency-key"] !== undefined, {
        timeout: SENDS_WITHIN_MS,
      })
      .then(
        (request) => listFields(request.postDataJSON() ?? {}).some((field) => field !== ""),
        () => false, // a form that asks, or that checks what it is given before it sends it
      );
    await button.evaluate((element: HTMLButtonElement) => element.click());
    if (!(await sending)) continue;
    sent += 1;
    await form.locator(".field-problems > li").first().waitFor({ state: "attached" });
    const paths = await form.locator("[data-unnamed]").allInnerTexts();
    const name = (await button.innerText()).trim();
    unnamed.push(...paths.map((path) => `${name}: ${path}`));
  }
  return { sent, unnamed };
}
