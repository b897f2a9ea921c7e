import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { TestServer } from "#test/open-server.ts";
import { type Person, seedExcursion, seedShortDated } from "./seed-world.ts";

/** What a story is told with: the pages of a server, and a browser. */
export interface StoryTools {
  readonly server: TestServer;
  readonly origin: string;
  readonly visit: (path: string, width?: number) => Promise<{ page: Page; context: BrowserContext }>;
  readonly signIn: (page: Page, who?: Person) => Promise<void>;
  readonly readOverflow: (page: Page) => Promise<number>;
}

/** Doses stood too warm; on a telephone, who runs the store decides on them. */
export async function tellExcursion({ server, visit, signIn, readOverflow }: StoryTools): Promise<void> {
  const decider = await seedExcursion(server);
  const { page } = await visit("/sign-in?back=/desk", 390);
  await signIn(page, decider);
  await page.getByRole("link", { name: "Cold chain" }).click();
  await page.getByText("too warm, up to 12.5 °C for 660 minutes").waitFor();
  expect(await readOverflow(page)).toBe(0);
  await page.locator("summary", { hasText: "Decide" }).click();
  await page.getByLabel("Decision", { exact: true }).selectOption("discarded");
  await page.getByLabel("Reason", { exact: true }).selectOption("beyond_stability");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("to be destroyed: beyond what the vaccine withstands").waitFor();
  await page.getByText("Nothing waits.").waitFor();
}

/** Goods came short-dated; they go on to a call that they still fit, and giver and caller agree. */
export async function tellRedirect({
  server,
  origin,
  visit,
  signIn,
  readOverflow,
}: StoryTools): Promise<void> {
  const { consignmentId, callerCode, holder, giver, caller } = await seedShortDated(server);
  const { page } = await visit(`/sign-in?back=/consignments/${consignmentId}`, 390);
  await signIn(page, holder);
  await page.locator("summary").getByText("Record the count").click();
  await page.getByLabel("Counted of Medical mask").fill("100");
  await page.getByLabel("Counted of Protective gown").fill("40");
  await page.getByRole("button", { name: "Record the count" }).click();
  await page.getByText("100 short-dated").first().waitFor();
  await page.getByText("Waiting: 100").waitFor();
  const row = page.getByRole("row", { name: callerCode });
  await row.getByText("47 days left").waitFor();
  await row.getByText("least developed country").waitFor();
  await row.getByRole("button", { name: "Propose" }).click();
  await row.getByRole("button", { name: "Yes, do it" }).click();
  const proposal = page.getByRole("link", { name: "See the proposal" });
  const address = await proposal.getAttribute("href");
  expect(await readOverflow(page)).toBe(0);

  for (const [who, state] of [
    [giver, "proposed"],
    [caller, "agreed"],
  ] as const) {
    const { page: side } = await visit("/sign-in?back=/desk", 390);
    await signIn(side, who);
    await side.locator(`a[href="${address}"]`).click();
    await side.getByText("A redirect: its units wait in quarantine").waitFor();
    await side.getByRole("button", { name: "Accept" }).click();
    await side.getByRole("button", { name: "Yes, do it" }).click();
    await side.getByRole("button", { name: "Accept" }).waitFor({ state: "detached" });
    await side.locator("h1").getByText(state).waitFor();
    expect(await readOverflow(side)).toBe(0);
  }

  await page.reload();
  await page.getByText("60 sent on to another recipient").waitFor();
  await page.getByText("Waiting: 40").waitFor();
  await page.goto(`${origin}/consignments/${consignmentId}?lang=ar`);
  await page.locator('html[dir="rtl"]').waitFor();
  await page.getByRole("heading", { name: "تحويل إلى نداء آخر" }).waitFor();
  expect(await readOverflow(page)).toBe(0);
}
