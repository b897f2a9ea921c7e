import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { keepHouse } from "#app/keep-house.ts";
import type { StoryTools } from "./storage-stories.ts";

const numbersIn = (texts: readonly string[]): number[] =>
  texts.map((text) => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(",", "") ?? Number.NaN));
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Units on the map (by the lines' own words), in the table, and in its totals. */
async function readWorld(page: Page) {
  const lines = page.locator(".flow-arc title");
  const flows = page.locator(".world-figures > section").first();
  return {
    map: sum(numbersIn((await lines.allTextContents()).map((text) => text.split("\n")[1] ?? ""))),
    table: sum(numbersIn(await flows.locator("tbody tr td:last-child").allInnerTexts())),
    total: sum(numbersIn(await flows.locator("tfoot tr td:last-child").allInnerTexts())),
    summary: numbersIn([
      await page
        .getByTestId("world-summary")
        .innerText()
        .then((text) => text.slice(text.indexOf(":") + 1)),
    ])[0],
  };
}

/**
 * The world map's figures are those of its table, of its chart's, of the statement's page and of the file, for all periods and for
 * one; from it the way leads to a party; another site's frame gets the map alone.
 */
export async function tellWorld({ server, origin, visit, readOverflow }: StoryTools): Promise<void> {
  const { page } = await visit("/world?item=mask");
  await page.locator(".flow-arc").first().waitFor({ state: "attached" });
  const asked = "/api/v1/statement?item=mask&by=item,exporter,recipient,month,terms";
  const { rows } = (await server.app.inject({ url: asked })).json<{
    rows: { item: string; received: number; month: string }[];
  }>();
  const masks = rows.filter(({ item }) => item === "mask");
  const units = sum(masks.map(({ received }) => received));
  expect(units).toBeGreaterThan(0);
  expect(await readWorld(page)).toEqual({ map: units, table: units, total: units, summary: units });
  const months = page.locator(".world-figures > section").nth(1).locator("tbody tr td");
  expect(sum(numbersIn(await months.allInnerTexts()))).toBe(units);

  const { page: statement } = await visit("/statement?item=mask");
  await statement.getByRole("rowheader", { name: /^Masks/ }).waitFor();
  const cells = statement.locator("tbody tr").first().locator("td");
  const heads = await statement.locator("thead th").allInnerTexts();
  // The first column of the body is a heading of its row.
  expect(numbersIn([await cells.nth(heads.indexOf("Received") - 1).innerText()])).toEqual([units]);

  // One period, by keyboard; it stands in the address, and a new visit shows the same.
  await page.getByLabel("Period").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByTestId("world-summary").getByText("Apr 2020").waitFor();
  expect(new URL(page.url()).searchParams.get("period")).toBe("2020-04");
  const april = sum(masks.filter(({ month }) => month === "2020-04").map(({ received }) => received));
  expect(april).toBeLessThan(units);
  expect(await readWorld(page)).toEqual({ map: april, table: april, total: april, summary: april });
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a picture" }).first().click();
  const picture = readFileSync(await (await downloading).path(), "utf8");
  expect(picture).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(picture).not.toContain("var(--");

  await page.getByRole("link", { name: "Ethiopia" }).first().click();
  await page.getByRole("heading", { name: "Ethiopia" }).waitFor();
  await page.getByText("Least developed countries: since").waitFor();
  await page.getByText("Nothing is recorded as given by it.").waitFor();

  const { page: framed } = await visit("/embed/map?item=mask&period=2020-04&lang=ar", 390);
  await framed.locator(".flow-arc").first().waitFor({ state: "attached" });
  expect(await framed.locator("nav, header").count()).toBe(0);
  expect(await framed.locator("a:not([target=_blank])").count()).toBe(0);
  expect(await readOverflow(framed)).toBe(0);
  await framed.goto(`${origin}/world?item=mask`);
  await framed.locator(".flow-arc").first().waitFor({ state: "attached" });
  expect(await readOverflow(framed)).toBe(0);
  expect(await framed.locator(".flow-map").evaluate((map) => getComputedStyle(map).direction)).toBe("ltr");
}

/** An entry is proven to be in the signed log, in the browser itself; with another key it is not. */
export async function tellProof({ server, visit, readOverflow }: StoryTools): Promise<void> {
  const { page: early } = await visit("/verify", 390);
  await early.getByText("Nobody signs this ledger’s log yet.").waitFor();
  await keepHouse(server.context);
  const { page } = await visit("/verify", 390);
  await page.getByLabel("Position, entry or number").fill("1");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByTestId("proof-fits").getByText("The entry at position 1 is in the signed log").waitFor();
  expect(await page.getByTestId("proof-fits").getByText("yes").count()).toBe(3);
  await page.getByLabel("A key that you trust").fill("example.org/other+00000000+AAAA");
  await page.getByTestId("proof-differs").waitFor();
  expect(await readOverflow(page)).toBe(0);
  await page.getByRole("link", { name: "Data and interface" }).click();
  await page.getByText("What the columns mean").waitFor();
  await page.locator("summary", { hasText: "Movements" }).click();
  await page.getByRole("rowheader", { name: "figure_units" }).waitFor();
  expect(await readOverflow(page)).toBe(0);
}
