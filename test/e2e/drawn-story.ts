import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { StoryTools } from "./storage-stories.ts";

const STATEMENT = "/statement?exporter=CHN&from=2020-04&to=2020-12";
const SCRIPT = /<script(?![^>]*(?: src=|application\/json))[^>]*>([\s\S]*?)<\/script>/g;

/** The server draws what is public, with its figures, in the reader's language; the scripts go on from there without asking again. */
export async function tellDrawn(tools: StoryTools): Promise<void> {
  const { server, visit } = tools;
  const ask = async (url: string, headers: Record<string, string>) => {
    const answer = await server.app.inject({ url, headers: { accept: "text/html", ...headers } });
    return { text: answer.body, headers: answer.headers };
  };
  const drawn = await ask(STATEMENT, { "accept-language": "en" });
  expect(drawn.text).toContain("<title>Statement · Wellspring</title>");
  expect(drawn.text).toContain("2,000,000");
  expect(drawn.headers["cache-control"]).toBe("private, no-cache");
  // Nothing that somebody types or presses before the scripts have come is lost: it cannot be.
  expect(drawn.text).not.toMatch(/<(form|select|button|input|textarea|summary)(?! inert)[ >]/);
  const policy = String(drawn.headers["content-security-policy"]);
  const scripts = [...drawn.text.matchAll(SCRIPT)].map(([, text = ""]) => text);
  expect(scripts).toHaveLength(1);
  for (const text of scripts) {
    expect(policy).toContain(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  }

  const arabic = await ask(STATEMENT, { "accept-language": "xx, ar;q=0.9, en;q=0.8" });
  expect(arabic.text).toContain('<html lang="ar" dir="rtl" data-mantine-color-scheme="light">');
  const chosen = await ask(STATEMENT, { cookie: "wellspring.language=ru", "accept-language": "ar" });
  expect(chosen.text).toContain('<html lang="ru" dir="ltr" ');
  expect((await ask(`${STATEMENT}&lang=zh`, {})).text).toContain('<html lang="zh" dir="ltr" ');
  // Who is signed in sees more: that is for the scripts. So is what is no page, and what was refused.
  for (const { text } of [
    await ask(STATEMENT, { cookie: "wellspring.session_token=abc" }),
    await ask(STATEMENT, { "sec-fetch-dest": "empty" }),
    await ask("/no-such-page", {}),
    await ask("/parties/XXX", {}),
  ]) {
    expect(text).not.toContain('id="drawn"');
    expect(text).toContain('<div id="root"></div>');
  }

  // A fault in taking over what was drawn fails the visit.
  for (const path of [
    "/",
    STATEMENT,
    "/world?item=mask",
    "/parties/ETH",
    "/calls",
    "/recalls",
    "/data",
    "/verify",
  ]) {
    for (const language of ["en", "ar"]) {
      const address = `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
      const { page } = await visit(address, language === "ar" ? 390 : 1280);
      await page.waitForFunction(() => document.querySelector("#root [inert]") === null);
      expect(await page.evaluate(() => document.getElementById("drawn") !== null)).toBe(true);
      const readings = await page.evaluate(() =>
        performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/v1/statement")),
      );
      expect(readings).toEqual([]);
      await page.context().close();
    }
  }
  await tellOwnRules(tools);
}

/** The rules that a drawn page brings with it show it as its whole style sheets do, which come after: nothing moves or changes its colour. */
async function tellOwnRules({ origin, visit }: StoryTools): Promise<void> {
  const { context } = await visit("/data", 390);
  const page = await context.newPage();
  const readLook = async (blocked: RegExp, address: string) => {
    await page.route(blocked, async (route) => await route.abort());
    await page.goto(`${origin}${address}`);
    await page.waitForFunction(() => document.querySelector('head link[rel="stylesheet"]') !== null);
    await page.waitForLoadState("networkidle");
    await page.unroute(blocked);
    return await page.evaluate(() =>
      [...document.querySelectorAll("body *")].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const { color, backgroundColor, fontSize } = getComputedStyle(element);
        return [element.tagName, x, y, width, height, color, backgroundColor, fontSize].join(" ");
      }),
    );
  };
  for (const address of [`${STATEMENT}&lang=ar`, "/calls?lang=en"]) {
    const own = await readLook(/[/]assets[/].*[.](js|css)$/, address);
    const whole = await readLook(/[/]assets[/].*[.]js$/, address);
    expect(own.length).toBeGreaterThan(100);
    expect(own).toEqual(whole);
  }
}

/** A part of the page never comes: what the server drew stays and leads on; what the scripts would have drawn says so, and is tried anew. */
export async function tellBrokenLine({ origin, visit }: StoryTools): Promise<void> {
  const { context } = await visit("/data", 390);
  const page = await context.newPage();
  await page.route(/\/assets\/calls-page/, async (route) => await route.abort());
  await page.goto(`${origin}/calls?lang=ar`);
  await page.getByRole("heading", { level: 1, name: "نداءات المساعدة" }).waitFor();
  await page.getByRole("link", { name: "البيان", exact: true }).first().waitFor();
  expect(await page.locator("#root [inert]").count()).toBeGreaterThan(0);

  // Somebody whose session has ended: the server leaves the page to the scripts.
  await context.addCookies([{ name: "wellspring.session_token", value: "ended", url: origin }]);
  await page.goto(`${origin}/calls?lang=en`);
  await page.getByRole("heading", { level: 1, name: "This could not be loaded." }).waitFor();
  await page.unroute(/\/assets\/calls-page/);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Calls for help" }).waitFor();
}
