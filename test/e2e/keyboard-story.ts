import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Person } from "./seed-world.ts";
import type { StoryTools } from "./storage-stories.ts";

/** The most stops that are gone by on the way to one of them. */
const STOPS_MAX = 60;

/** Where the focus is. */
interface Stop {
  /** What a screen reader calls it, about. */
  readonly name: string;
  readonly tag: string;
  /** It can be seen, and that it has the focus can be seen at it. */
  readonly isSeen: boolean;
  /** It comes after the stop before it in the document, in the direction gone. */
  readonly isNext: boolean;
  readonly isInDialog: boolean;
  /** Within a field for a day, from one of its parts to the next: the browser marks them itself. */
  readonly isPart: boolean;
}

/** The stop at which the focus is; each is compared with the one before it that this was asked about. */
async function readStop(page: Page, isBack: boolean): Promise<Stop> {
  return await page.evaluate((back) => {
    const window_ = window as unknown as { stopBefore?: Element };
    const at = document.activeElement ?? document.body;
    const before = window_.stopBefore;
    const wanted = back ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    const isNext =
      before === undefined || !before.isConnected || (before.compareDocumentPosition(at) & wanted) !== 0;
    window_.stopBefore = at;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    const { width, height, top, bottom } = at.getBoundingClientRect();
    const isInSight = width > 0 && height > 0 && bottom > 0 && top < window.innerHeight;
    const labels = "labels" in at ? [...((at as HTMLInputElement).labels ?? [])] : [];
    const name = [at.getAttribute("aria-label"), ...labels.map((one) => one.textContent), at.textContent];
    return {
      name: name.find((one) => one !== null && one.trim() !== "")?.trim() ?? "",
      tag: at.tagName,
      isSeen: isInSight && outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      isNext,
      isInDialog: at.closest("dialog") !== null,
      isPart: at === before && at instanceof HTMLInputElement && at.type === "date",
    };
  }, isBack);
}

/** Goes on by Tab until the focus is at what is named so, and looks at each stop on the way: it is seen, and comes next. */
async function tabTo(page: Page, name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const gone: string[] = [];
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await page.keyboard.press(key);
    const stop = await readStop(page, key === "Shift+Tab");
    if (stop.isPart) continue;
    gone.push(stop.name.slice(0, 40));
    expect(stop, gone.join(" → ")).toMatchObject({ isSeen: true, isNext: true });
    if (stop.name.startsWith(name)) return;
  }
  throw new Error(`the keyboard does not lead to ${name}: ${gone.join(" → ")}`);
}

/** Opens the palette, types, and goes to what is chosen first. */
async function goBy(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** A new page begins at its beginning: whoever goes on by Tab comes to its first stop, not to the header's. */
async function expectFresh(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.waitForFunction(() => document.activeElement === document.querySelector("main"));
}

/**
 * With the keyboard alone: past the header by the skip link, signed in, a list opened, the palette tried and closed again, a call made of
 * one line and saved, a number looked up, signed out.
 */
export async function tellKeyboard({ visit, readOverflow }: StoryTools, person: Person): Promise<void> {
  const { page } = await visit("/calls", 1280);
  await tabTo(page, "Skip to content");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement === document.querySelector("main"));
  await tabTo(page, "Status");
  await tabTo(page, "Sign in", "Shift+Tab");
  await page.keyboard.press("Enter");
  await expectFresh(page, "Sign in");
  await tabTo(page, "E-mail");
  await page.keyboard.type(person.email);
  await tabTo(page, "Password");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expectFresh(page, "My desk");

  // The palette keeps the focus inside, closes by Escape, and gives it back.
  await tabTo(page, "Raise a call");
  // The key works from when its button is there.
  await page.locator(".palette-button").waitFor();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "What do you look for?" });
  await field.waitFor();
  const dialog = page.getByRole("dialog", { name: "Go to a page" });
  const names = await dialog.getByRole("option").allInnerTexts();
  expect(names).toContain("Make an offer");
  expect(names).not.toContain("Open a round"); // another role's
  for (const key of ["Tab", "Tab", "Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    const { isInDialog, tag } = await readStop(page, false);
    expect(isInDialog || tag === "BODY").toBe(true); // the window's own buttons lie between its last stop and its first
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect((await readStop(page, false)).name).toBe("Raise a call");

  // A list, and on the way through it by Tab its rows come into sight.
  await goBy(page, "consignments");
  await expectFresh(page, "Consignments");
  await page.getByRole("rowheader").first().waitFor();
  await tabTo(page, "WS-");
  const number = (await readStop(page, false)).name;
  await goBy(page, number.toLowerCase());
  await expectFresh(page, `Consignment \u2068${number}\u2069`);

  await goBy(page, "raise");
  await expectFresh(page, "Raise a call");
  await tabTo(page, "Item");
  await page.keyboard.type("medical mask");
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await tabTo(page, "Quantity");
  await page.keyboard.type("1200");
  await tabTo(page, "Needed from");
  await page.keyboard.type("05052090");
  await tabTo(page, "Needed until");
  await page.keyboard.type("06062090");
  await tabTo(page, "Site");
  await page.keyboard.press("ArrowDown");
  expect(await readOverflow(page)).toBe(0);
  await tabTo(page, "Raise a call");
  await page.keyboard.press("Enter");
  await expectFresh(page, "Call of Ethiopia");
  await page.getByText("1,200").first().waitFor();

  await tabTo(page, "Sign out", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await page.waitForFunction(() => document.activeElement === document.querySelector("main"));
  await page.keyboard.press("Control+k");
  expect(await page.getByRole("dialog").count()).toBe(0);
}
