import { readFileSync } from "node:fs";
import { toBuffer } from "bwip-js/node";
import i18next from "i18next";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { keepHouse } from "#app/keep-house.ts";
import type { Role } from "#core/party/party.ts";
import { addDays, dayOf } from "#core/time.ts";
import { addLane, addParty, addSite } from "#test/fixtures/world.ts";
import { ar } from "#web/i18n/ar.ts";
import { en } from "#web/i18n/en.ts";
import { chooseItem } from "./browser.ts";
import { openServerWorld } from "./seed-world.ts";
import type { StoryTools } from "./storage-stories.ts";

/** In which language, and on how wide a screen, everybody of the story works. */
export interface Telling {
  readonly language: keyof typeof TABLES;
  readonly width: number;
}

const TABLES = { ar, en } as const;

/** Every language and screen, where `WELLSPRING_TEST_JOURNEYS=all` asks for them; else the one in which most can go wrong. */
export const TELLINGS: readonly Telling[] = ([390, 1280] as const).flatMap((width) =>
  (["ar", "en"] as const)
    .filter(
      (language) => process.env["WELLSPRING_TEST_JOURNEYS"] === "all" || (width === 390 && language === "ar"),
    )
    .map((language) => ({ language, width })),
);

type Key = keyof typeof en;
type Translate = (key: Key, values?: Readonly<Record<string, string>>) => string;

/** What pages say, by the keys of their texts. */
async function openTexts(language: Telling["language"]): Promise<Translate> {
  const own = i18next.createInstance();
  await own.init({
    lng: language,
    resources: { [language]: { translation: TABLES[language] } },
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: "@",
    interpolation: { escapeValue: false },
  });
  return (key, values) => own.t(key, { ...values });
}

/** For each telling a country that nothing else in the world of the tests sends anything to, and a package. */
const OWN: readonly { readonly recipient: string; readonly sscc: string }[] = [
  { recipient: "MWI", sscc: "106141412345679004" },
  { recipient: "RWA", sscc: "106141412345679103" },
  { recipient: "ZMB", sscc: "106141412345679202" },
  { recipient: "LSO", sscc: "106141412345679301" },
];
const LOT = "CHAIN-1";

/**
 * One story of several people: a call, an offer, a round that shares it out, a consultation and the consent of both sides; the
 * giver packs, prints and sends; the recipient scans the label of the package, counts two too few, and both sides name the reason; the
 * statement says what became of it.
 */
export async function tellChain(tools: StoryTools, telling: Telling): Promise<void> {
  const story = await openStory(tools, telling);
  const { giver, taker, open } = story;
  const caller = await open(taker.code, ["focal_point"], "/desk/raise-call");
  await raise(story, caller);
  const sender = await open(giver.code, ["focal_point", "logistician"], "/desk/make-offer");
  const offered = await offer(story, sender);
  await shareOut(story, await open("SECRETARIAT", ["coordinator"], "/desk/open-round"));
  await agree(story, caller, sender);
  const consignment = await send(story, sender);
  await count(story, await open(taker.code, ["logistician"], consignment));
  await settle(story, sender);
  await followGift(story, sender, offered);
  await keepHouse(tools.server.context);
  await readStatement(story);
}

type Story = Awaited<ReturnType<typeof openStory>>;

/** Parties with a site each and a lane between them, windows for their people, and what these do again and again. */
async function openStory(tools: StoryTools, telling: Telling) {
  const t = await openTexts(telling.language);
  const own = OWN[TELLINGS.indexOf(telling)];
  if (own === undefined) throw new Error("every telling has a country and a package of its own");
  const world = await openServerWorld(tools.server);
  const giver = await addParty(world, { country: "CHN" });
  const taker = await addParty(world, { country: own.recipient });
  const fromSite = await addSite(world, { party: giver });
  const toSite = await addSite(world, { party: taker });
  await addLane(world, { fromSiteId: fromSite.id, toSiteId: toSite.id, transitDays: 0 });
  const press = async (page: Page, key: Key) =>
    await page.getByRole("button", { name: t(key), exact: true }).click();
  const formOf = (page: Page, key: Key) => page.locator("summary").getByText(t(key), { exact: true });
  return {
    tools,
    telling,
    t,
    own,
    giver,
    taker,
    fromSite,
    toSite,
    press,
    today: dayOf(tools.server.context.now()),
    /** A window of somebody with these roles, at a page. */
    open: async (code: string, roles: readonly Role[], path: string): Promise<Page> => {
      const { email, password } = await tools.server.makeUser({ [code]: roles });
      const { page, context } = await tools.visit(`/sign-in?lang=${telling.language}`, telling.width);
      const answer = await context.request.post(`${tools.origin}/api/auth/sign-in/email`, {
        headers: { origin: tools.origin },
        data: { email, password },
      });
      expect(answer.ok()).toBe(true);
      await page.goto(tools.origin + path);
      await page.locator("main h1").waitFor();
      return page;
    },
    /** Presses a button that asks whether one is sure, and says yes. */
    sure: async (page: Page, key: Key) => {
      await press(page, key);
      await press(page, "form.yes");
    },
    unfold: async (page: Page, key: Key) => await formOf(page, key).click(),
    /** Waits until a step can no longer be taken. */
    waitTaken: async (page: Page, key: Key) => await formOf(page, key).waitFor({ state: "detached" }),
    fits: async (page: Page) => expect(await tools.readOverflow(page)).toBe(0),
  };
}

async function raise({ t, today, toSite, press, fits }: Story, page: Page): Promise<void> {
  await chooseItem(page, "protective gown", t("column.item"));
  await page.getByLabel(t("column.quantity"), { exact: true }).fill("60");
  await page.getByLabel(t("form.windowFrom")).fill(today);
  await page.getByLabel(t("form.windowTo")).fill(addDays(today, 30));
  await page.getByLabel(t("column.site"), { exact: true }).selectOption(toSite.id);
  await fits(page);
  await press(page, "call.raise");
  await page.waitForURL(/\/calls\//);
}

/** Sees where gowns are needed, and offers some from there. Returns the path of the offer. */
async function offer(story: Story, page: Page): Promise<string> {
  const { t, today, taker, fromSite, press, unfold, fits } = story;
  await unfold(page, "calls.needed");
  const box = page.locator("#needed");
  const field = box.getByRole("combobox");
  await field.fill("protective gown");
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
  const need = box.getByRole("row").filter({ hasText: taker.code });
  expect(await need.getByRole("cell").first().innerText()).toBe("60");
  await fits(page);
  await box.getByRole("button", { name: t("need.offer", { item: "" }) }).click();
  await unfold(page, "calls.needed");
  await page.getByLabel(t("column.quantity"), { exact: true }).fill("100");
  await page.getByLabel(t("column.site"), { exact: true }).selectOption(fromSite.id);
  await page.getByLabel(`${t("column.lot")} ${t("form.optional")}`).fill(LOT);
  await page.getByLabel(t("form.availableFrom")).fill(today);
  await fits(page);
  await press(page, "offer.make");
  await page.waitForURL(/\/offers\//);
  return new URL(page.url()).pathname;
}

async function shareOut({ t, press, sure, fits }: Story, page: Page): Promise<void> {
  await press(page, "round.open");
  await page.waitForURL(/\/rounds\//);
  await press(page, "round.plan");
  await sure(page, "round.publish");
  await page.getByRole("button", { name: t("round.publish") }).waitFor({ state: "detached" });
  await fits(page);
}

/** The recipient asks for fewer; both sides then say yes to that. */
async function agree(story: Story, caller: Page, sender: Page): Promise<void> {
  const { t, tools, press, sure, unfold } = story;
  await caller.goto(`${tools.origin}/desk`);
  await caller.locator('.desk-list a[href^="/agreements/"]').first().click();
  await caller.waitForURL(/\/agreements\//);
  const agreement = new URL(caller.url()).pathname;
  await unfold(caller, "agreement.consult");
  await caller.getByLabel(t("column.quantity"), { exact: true }).fill("50");
  await press(caller, "agreement.consultGo");
  await caller.getByText(t("consultation.quantity_too_large")).last().waitFor();
  for (const page of [caller, sender]) {
    await page.goto(tools.origin + agreement);
    await sure(page, "agreement.accept");
    const accept = page.getByRole("button", { name: t("agreement.accept"), exact: true });
    await accept.waitFor({ state: "detached" });
  }
}

/** Plans, packs, prints and sends a consignment of all that was agreed. Returns the path of its page. */
async function send(story: Story, page: Page): Promise<string> {
  const { t, own, press, unfold, waitTaken, fits } = story;
  await unfold(page, "agreement.plan");
  await press(page, "agreement.planGo");
  await page.waitForURL(/\/consignments\//);
  await unfold(page, "act.pack");
  await page.getByLabel(t("act.sscc")).fill(`00${own.sscc}`);
  await press(page, "act.pack");
  await waitTaken(page, "act.pack");
  expect(await isPdf(page, t("document.save"))).toBe(true);
  for (const step of ["act.dispatch", "act.clear_export", "act.depart", "act.arrive"] as const) {
    await unfold(page, step);
    await press(page, step);
    await waitTaken(page, step);
  }
  await fits(page);
  return new URL(page.url()).pathname;
}

/** Clears it, scans the label of its package from a picture, and counts two units too few. */
async function count(story: Story, page: Page): Promise<void> {
  const { t, own, tools, press, unfold, waitTaken, fits } = story;
  await unfold(page, "act.clear_import");
  await press(page, "act.clear_import");
  await waitTaken(page, "act.clear_import");
  await page.goto(`${tools.origin}/desk/arrivals`);
  await page.locator('a[href^="/desk/arrivals/"]').first().click();
  await page.getByLabel(t("receive.contentLine")).selectOption({ index: 1 });
  await page.getByLabel(t("receive.contentUnits")).fill("48");
  const label = {
    bcid: "gs1-128",
    text: `(00)${own.sscc}`,
    scale: 3,
    padding: 10,
    backgroundcolor: "FFFFFF",
  };
  const buffer = await toBuffer(label);
  await page.locator("input[type=file]").setInputFiles({ name: "label.png", mimeType: "image/png", buffer });
  const counted = page.getByLabel(new RegExp(`^${escapeText(t("receive.counted"))}: `));
  await expect.poll(async () => await counted.inputValue()).toBe("48");
  const reason = page.getByLabel(new RegExp(`^${escapeText(t("receive.reason"))}: `));
  await reason.selectOption("lost_in_transit");
  await fits(page);
  await press(page, "act.receive");
  await page.waitForURL(/\/desk\/arrivals(\?|$)/);
  await page.getByText(sentText(t)).waitFor();
}

/** The giver names the recipient's reason: the two units are lost. */
async function settle({ t, press }: Story, page: Page): Promise<void> {
  await page.reload();
  await page.getByRole("combobox", { name: t("agreement.side.giver") }).selectOption("lost_in_transit");
  await press(page, "act.settleGo");
  await page.getByRole("heading", { name: t("act.settle"), exact: true }).waitFor({ state: "detached" });
}

/** What the giver reads of the offer: with nobody 50, neither reserved nor on the way, lost 2, in store 48, used 0, together 100. */
async function followGift({ tools, fits }: Story, page: Page, offered: string): Promise<void> {
  await page.goto(tools.origin + offered);
  const cells = page.locator(".course table").first().locator("tbody .number");
  await expect.poll(async () => (await cells.allInnerTexts()).join(" ")).toBe("50 0 0 2 48 0 100");
  await fits(page);
}

/** What the public reads: in a table, or below each other on a telephone. */
async function readStatement({ tools, telling, own, fits }: Story): Promise<void> {
  const path = `/statement?recipient=${own.recipient}&lang=${telling.language}`;
  const { page } = await tools.visit(path, telling.width);
  const numbers = async () =>
    (await page.locator("main").innerText()).split(/\s+/).filter((word) => /^\d+$/.test(word));
  // Pledged and not agreed, agreed, dispatched, cleared at both ends, received, used, and lost on the way.
  await expect.poll(async () => (await numbers()).join(" ")).toContain("0 50 50 50 50 48 0 2");
  await fits(page);
}

/** What a page says of a count that went out, whatever its number. */
function sentText(t: Translate): RegExp {
  const [before = "", after = ""] = t("arrival.sent", { number: "@" }).split("@");
  return new RegExp(`${escapeText(before)}.*${escapeText(after)}`);
}

const escapeText = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether the link of a page gives a file that is a PDF. */
async function isPdf(page: Page, link: string): Promise<boolean> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link }).click(),
  ]);
  return (
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString() === "%PDF-"
  );
}
