import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { getSecretariatId } from "#store/party.ts";
import { openScarcity } from "#test/fixtures/scarcity.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";
import { CHROMIUM, CHROMIUM_ARGUMENTS, chooseItem } from "./browser.ts";
import { buildPages } from "./build-pages.ts";
import { TELLINGS, tellChain } from "./chain-story.ts";
import { tellBrokenLine, tellDrawn } from "./drawn-story.ts";
import { tellEquipment } from "./equipment-story.ts";
import { tellNotifications } from "./notification-story.ts";
import { tellSession } from "./dose-story.ts";
import { tellKeyboard } from "./keyboard-story.ts";
import { readBounds, weighPages } from "./page-weights.ts";
import { tellExcursion, tellRedirect } from "./storage-stories.ts";
import { tellProof, tellWorld } from "./world-story.ts";
import { LOT, type Person, RECALLED_LOT, SCARCE, seedRecall, seedScarcity, seedWorld } from "./seed-world.ts";

const SCENARIO_LABEL =
  "Scenario: what the reported supply would have meant, had it been shared out by need; not history";
const WIDTHS = [1280, 390] as const;

async function findFreePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject()));
    });
  });
}

describe.skipIf(!existsSync(CHROMIUM))(`the pages in a browser (skipped without ${CHROMIUM})`, () => {
  let server: TestServer;
  let browser: Browser;
  let person: Person;
  let origin: string;
  const webDirectory = mkdtempSync(join(tmpdir(), "wellspring-pages-"));

  beforeAll(async () => {
    await buildPages(webDirectory);
    const port = await findFreePort();
    server = await openTestServer({ webDirectory, port, logKeyDirectory: join(webDirectory, ".keys") });
    person = await seedWorld(server);
    origin = await server.app.listen({ port, host: "127.0.0.1" });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(webDirectory, { recursive: true, force: true });
  });

  /** A page of a new visitor. Every request to another host, and every fault in the page, fails the test at its end. */
  async function visit(
    path: string,
    width: number = WIDTHS[0],
  ): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "en-GB" });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) faults.push(request.url());
    });
    onTestFinished(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    await page.goto(origin + path);
    await page.locator("h1").waitFor();
    // What the server drew answers nobody before the scripts have come.
    await page.waitForFunction(() => document.querySelector("#root [inert]") === null);
    return { page, context };
  }

  async function signIn(page: Page, who: Person = person): Promise<void> {
    await page.getByLabel("E-mail").fill(who.email);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  async function countCalls(): Promise<number> {
    const answer = await server.app.inject({ url: "/api/v1/calls?party=ETH" });
    return answer.json<{ items: unknown[] }>().items.length;
  }

  const tools = () => ({ server, origin, visit, signIn, readOverflow });

  /** How far the page itself scrolls sideways: it never should. */
  const readOverflow = async (page: Page): Promise<number> =>
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  describe.each(WIDTHS)("at %i pixels", (width) => {
    test("the statement shows parts under the wider item, and the reported figure beside the recorded one", async () => {
      const { page } = await visit("/statement?exporter=CHN&from=2020-04&to=2020-12", width);
      await page.getByText("of which").first().waitFor();
      await page.getByText("all recipients received from China").waitFor();
      const text = await page.locator("main").innerText();
      expect(text.indexOf("2,000,000")).toBeGreaterThan(-1);
      expect(text.indexOf("1,900,000")).toBeGreaterThan(text.indexOf("2,000,000"));
      expect(text).toContain("more than 2,100,000 pieces");
      expect(text).toContain("not compared: it is for another period, or nothing is recorded as cleared");
      expect(text).toContain("all recipients received from China: Masks (2,000,000 pieces)");
      expect(await page.getByRole("link", { name: /A customs office/ }).getAttribute("href")).toBe(
        "https://example.org/release",
      );
      expect(text).toMatch(/Computed from ledger position \d/);
      expect(text).not.toContain(SCENARIO_LABEL);
      expect(await readOverflow(page)).toBe(0);
    });

    test("the chart says which bar is a period that its source does not separate, and gives its figures", async () => {
      const { page } = await visit("/statement?exporter=CHN&item=medical_mask", width);
      await page.locator(".chart svg").waitFor();
      await page.getByText("A wide, pale bar").waitFor();
      await page.getByText("The chart’s figures as a table").click();
      await page.getByText("Jun 2020 – Dec 2020 (one period; the source does not separate it)").waitFor();
      expect(await readOverflow(page)).toBe(0);
    });

    test("a scenario is labelled, and an empty choice says so", async () => {
      const { page } = await visit("/statement?scenario=2020&exporter=CHN", width);
      await page.getByText(SCENARIO_LABEL).waitFor();
      await page.getByText("No units are recorded for this choice.").waitFor();
    });

    test("a lot is followed from end to end", async () => {
      const { page } = await visit("/follow", width);
      await page.getByLabel("Number or code").fill(LOT);
      await page.getByRole("button", { name: "Follow" }).click();
      await page.getByRole("rowheader", { name: "received" }).first().waitFor();
      expect(page.url()).toBe(`${origin}/follow/${LOT}`);
      expect(await page.locator("main").innerText()).toContain("Apr 2020");
      expect(await readOverflow(page)).toBe(0);
    });
  });

  test("no page is heavier than its bound in docs/WEIGHTS.md, and each has one", () => {
    const document = readFileSync(join(import.meta.dirname, "../../docs/WEIGHTS.md"), "utf8");
    const bounds = readBounds(document);
    const weights = weighPages(webDirectory);
    expect(weights.map(({ page }) => page).toSorted()).toEqual([...bounds.keys()].toSorted());
    const heavy = weights.filter(({ page, bytes }) => bytes > (bounds.get(page) ?? 0) * 1000);
    expect(heavy, "what grew? docs/WEIGHTS.md").toEqual([]);
  });

  test("map, table, chart, statement and picture have the same figures, of all periods and of one", async () =>
    await tellWorld(tools()));
  test("an entry of the ledger is proven in the browser, and by no other key", async () =>
    await tellProof(tools()));

  test("with the keyboard alone a list is opened, a call saved, a number looked up", async () =>
    await tellKeyboard(tools(), person));

  test("the figures on the page are downloaded as a file, named after the ledger position", async () => {
    const { page } = await visit("/statement?exporter=CHN&by=item,recipient");
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download as CSV" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^statement-\d{4}-\d{2}-\d{2}-position-\d+\.csv$/);
    const text = readFileSync(await download.path(), "utf8");
    expect(text).toMatch(/medical_mask,mask,piece,CHN,ETH,.*1900000/);
  });

  test("every choice goes into the address, and back undoes it", async () => {
    const { page } = await visit("/statement?exporter=CHN");
    await page.getByLabel("Rows by").selectOption("item,recipient");
    await page.getByRole("columnheader", { name: "Recipient" }).waitFor();
    expect(new URL(page.url()).searchParams.get("by")).toBe("item,recipient");
    await page.goBack();
    await page.getByRole("columnheader", { name: "Recipient" }).waitFor({ state: "detached" });
  });

  test("Arabic is written from right to left, and charts are not", async () => {
    const { page } = await visit("/statement?exporter=CHN&lang=ar", 390);
    expect(await page.locator("h1").innerText()).toBe("البيان");
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    await page.locator(".chart svg").waitFor();
    const direction = await page.locator(".chart").evaluate((element) => getComputedStyle(element).direction);
    expect(direction).toBe("ltr");
    expect(await readOverflow(page)).toBe(0);
    await page.goto(`${origin}/calls`);
    expect(await page.locator("h1").innerText()).toBe("نداءات المساعدة");
  });

  test("what nobody knows is said in words", async () => {
    const { page } = await visit("/follow/WS-NOBODY");
    await page.getByText("Nothing is known under “WS-NOBODY”.").waitFor();
    await page.goto(`${origin}/no-such-page`);
    await page.getByText("There is no such page.").waitFor();
  });

  test("a wrong password is refused in words, and the e-mail that was typed stays", async () => {
    const { page } = await visit("/sign-in");
    await page.getByLabel("E-mail").fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail or password is not right.").waitFor();
    expect(await page.getByLabel("E-mail").inputValue()).toBe(person.email);
  });

  test("a call is raised from an estimate: refused at the field, kept, sent once by a double click", async () => {
    const { page, context } = await visit("/sign-in?back=/desk/raise-call");
    await signIn(page);
    await page.getByRole("button", { name: "Estimate" }).click();
    await page.getByText("Estimated for 12 weeks.").waitFor();
    const quantity = page.getByLabel("Quantity", { exact: true }).first();
    const estimated = await quantity.inputValue();
    expect(Number(estimated)).toBeGreaterThan(0);
    const before = await countCalls();

    await quantity.fill("many");
    await page.getByLabel("Smallest useful quantity").first().fill("12");
    await page.getByRole("button", { name: "Raise a call" }).click();
    await page.getByText("Some fields are not right.").waitFor();
    expect(await quantity.getAttribute("aria-invalid")).toBe("true");
    expect(await quantity.inputValue()).toBe("many");
    expect(await page.getByLabel("Smallest useful quantity").first().inputValue()).toBe("12");
    expect(await countCalls()).toBe(before);

    await quantity.fill(estimated);
    // The session ends while the form is open: signing in again sends what was typed.
    await context.clearCookies();
    await page.getByRole("button", { name: "Raise a call" }).click();
    await page.getByText("Your session has ended.").waitFor();
    expect(await quantity.inputValue()).toBe(estimated);
    await context.addCookies(await signInElsewhere(context));
    await page.getByRole("button", { name: "Raise a call" }).dblclick();
    await page.getByRole("heading", { name: "Call of Ethiopia" }).waitFor();
    expect(await countCalls()).toBe(before + 1);
  });

  /** The cookies of a session begun in another tab. */
  async function signInElsewhere(context: BrowserContext) {
    const answer = await context.request.post(`${origin}/api/auth/sign-in/email`, {
      headers: { origin },
      data: { email: person.email, password: person.password },
    });
    expect(answer.ok()).toBe(true);
    return await context.cookies();
  }

  test("somebody is invited and accepts; passwords are changed and keys taken back", async () => {
    const administrator = await server.makeUser({ ETH: ["administrator"] });
    const { page } = await visit("/sign-in?back=/account");
    await signIn(page, administrator);
    await page.getByText("Invite somebody").click();
    await page.getByLabel("E-mail").fill("almaz@example.org");
    await page.getByLabel("Role", { exact: true }).selectOption("warehouse");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const link = await page.getByLabel("Link for almaz@example.org").inputValue();
    await page.getByRole("rowheader", { name: "almaz@example.org" }).waitFor();

    const { page: invited } = await visit(link.replace(origin, ""), 390);
    await invited.getByText("Ethiopia invites").waitFor();
    await invited.getByLabel("Your name").fill("Almaz");
    await invited.getByLabel("New password").fill("short");
    await invited.getByRole("button", { name: "Accept" }).click();
    await invited.getByText("12 characters or more are needed", { exact: true }).waitFor();
    await invited.getByLabel("New password").fill("a password of my own");
    await invited.getByRole("button", { name: "Accept" }).click();
    await invited.getByText("Accepted.").waitFor();
    await invited.goto(`${origin}/account`);
    await invited.getByLabel("Current password").fill("not the password");
    await invited.getByLabel("New password").fill("another one of my own");
    await invited.getByRole("button", { name: "Change it" }).click();
    await invited.getByText("The current password is not right.").waitFor();
    await invited.getByLabel("Current password").fill("a password of my own");
    await invited.getByRole("button", { name: "Change it" }).click();
    await invited.getByText("Your password is changed").waitFor();
    expect(await readOverflow(invited)).toBe(0);

    // The invitation is no longer open; who has an account already signs in to it.
    await page.reload();
    await page.getByRole("rowheader", { name: "Almaz" }).waitFor();
    const focalPoint = { email: person.email, role: "auditor" };
    const path = `/parties/${getReferencePartyId("ETH")}/invitations`;
    const further = await server.command(path, focalPoint, administrator.headers);
    const { page: known } = await visit(`/invitation#${String(further.json()["token"])}`);
    await known.getByText("There is an account with this address already.").waitFor();
    await signIn(known);
    await known.getByRole("button", { name: "Accept" }).click();
    await known.getByText("Accepted.").waitFor();

    await page.getByRole("button", { name: "Take back", exact: true }).click();
    await page.getByRole("button", { name: "Yes, do it" }).click();
    await page.getByText("You have no API key.").waitFor();
  });

  test("a round is opened by a policy made in the form, planned, and compared with others", async () => {
    const coordinator = await seedScarcity(server);
    const { page } = await visit("/sign-in?back=/desk/open-round", 390);
    await signIn(page, coordinator);
    await page.getByLabel("Policy", { exact: true }).selectOption("who_2020_two_phase");
    await page.getByLabel("Scenario (empty for real records)").fill(SCARCE);
    await page.getByText("Further rules").click();
    const floor = page.getByLabel("Promised first to all, thousandths of the need");
    expect(await floor.inputValue()).toBe("200");
    const cap = page.getByLabel("Most of its need that a line gets, thousandths");
    await cap.fill("100");
    expect(await readOverflow(page)).toBe(0);
    await page.getByRole("button", { name: "Open a round" }).click();
    await page.getByText("the floor is above what any line may get", { exact: true }).waitFor();
    await cap.fill("500");
    await page.getByRole("button", { name: "Open a round" }).click();
    // Changed, it is no longer the policy of that name.
    await page.locator(".facts").getByText("Made for this round").waitFor();
    await page.getByText("Promised first, in proportion: 20% of every need (all).").waitFor();
    await page.getByText("No line gets more than 50% of its need.").waitFor();
    await page.getByRole("button", { name: "Plan this round" }).click();
    await page.getByLabel("Policy A").selectOption("least_developed_first");
    await page.getByRole("button", { name: "Compare" }).click();
    const measures = page.getByRole("group", { name: "What both plans come to" });
    const told = await measures.locator("tr", { hasText: "Coverage, lowest" }).innerText();
    expect(told.split(/\s*\t\s*/)).toEqual(["Coverage, lowest", "30%", "45%"]);
    expect(await readOverflow(page)).toBe(0);
    await page.goto(`${page.url()}?lang=ar`);
    await page.getByText("لا يحصل أي بند على أكثر من").waitFor();
    await page.getByRole("button", { name: "قارن" }).click();
    await page.getByRole("group", { name: "حصيلة الخطتين" }).waitFor();
    expect(await readOverflow(page)).toBe(0);
  });

  test("a call that is no longer needed is withdrawn, after a question", async () => {
    const { page } = await visit("/sign-in");
    await signIn(page);
    await page.getByRole("heading", { name: "My desk" }).waitFor();
    await page.locator(".desk-list a").first().click();
    await page.getByRole("button", { name: "Withdraw the call" }).click();
    await page.getByRole("button", { name: "Yes, do it" }).click();
    await page.locator(".facts").getByText("withdrawn").waitFor();
    await page.getByRole("button", { name: "Withdraw the call" }).waitFor({ state: "detached" });
  });

  test("who runs the store decides on doses that were too warm, on a telephone", async () =>
    await tellExcursion(tools()));
  test("equipment is registered, put to work where it runs, and reported faulty, on a telephone and in Arabic", async () =>
    await tellEquipment(tools()));
  test("what comes short-dated is counted apart, offered to a call that it fits, and agreed by giver and caller", async () =>
    await tellRedirect(tools()));
  test("a member hears of what is on its way, reads it, and chooses how often e-mail comes, on a telephone", async () =>
    await tellNotifications(tools()));

  test("public pages come drawn, and answer when the scripts have come", async () =>
    await tellDrawn(tools()));
  test("a part of a page that does not come is told, or not missed", async () =>
    await tellBrokenLine(tools()));

  test("a session is reported, corrected, settled by lot and counted, and an adverse event told, on a telephone", async () =>
    await tellSession(tools()));

  test.each(TELLINGS)(
    "from a call to the statement, as different people, $language at $width pixels",
    async (telling) => await tellChain(tools(), telling),
  );

  test("a lot is recalled by its giver, cannot be missed by its holder, and is accounted for", async () => {
    const { giver, holder } = await seedRecall(server);
    const { page } = await visit("/sign-in?back=/desk/start-recall", 390);
    await signIn(page, giver);
    await chooseItem(page, "protective gown");
    await page.getByLabel("This is a drill").uncheck();
    await page.getByRole("button", { name: "Recall now" }).click();
    await page.getByText("state a lot or a trade item number").first().waitFor();
    await page.getByLabel("Lots").fill(`${RECALLED_LOT}\n`);
    expect(await readOverflow(page)).toBe(0);
    await page.getByRole("button", { name: "Recall now" }).click();
    await page.getByRole("heading", { name: `Recall: Protective gown · ${RECALLED_LOT}` }).waitFor();
    await page.getByText("Sites that have answered: 0.").waitFor();
    const address = page.url();

    const { page: held } = await visit("/sign-in?back=/statement", 390);
    await signIn(held, holder);
    const notice = held.getByRole("alert").filter({ hasText: RECALLED_LOT });
    await notice.getByText("Put it aside, and do not use it.").waitFor();
    expect(await readOverflow(held)).toBe(0);
    await notice.getByRole("link").click();
    await held.getByRole("button", { name: "Ethiopia knows, and has put it aside" }).click();
    await notice.waitFor({ state: "detached" });
    await held.getByLabel("Which units").selectOption({ index: 1 });
    expect(await held.getByLabel("Quantity").inputValue()).toBe("500");
    await held.getByLabel("Quantity").fill("501");
    await held.getByRole("button", { name: "Record it" }).click();
    await held.getByText("There are not enough units: 500 available, 501 asked.").waitFor();
    await held.getByLabel("Quantity").fill("500");
    await held.getByRole("button", { name: "Record it" }).click();
    await held.getByRole("row", { name: "wasted 500" }).waitFor();
    expect(await readOverflow(held)).toBe(0);

    await page.goto(`${address}?lang=ar`);
    await page.getByRole("button", { name: "إغلاق الاستدعاء" }).click();
    await page.getByRole("button", { name: "نعم، نفّذ" }).click();
    await page.locator("h1").getByText("مغلق").waitFor();
    expect(await readOverflow(page)).toBe(0);
  });

  describe("a published round", () => {
    let roundId: string;
    let coordinator: TestUser;

    beforeAll(async () => {
      const { context } = server;
      const secretariatId = await getSecretariatId(context.database);
      const world = {
        context,
        owner: context.database,
        secretariatId,
        setNow: () => undefined,
        drop: server.close,
      };
      await openScarcity(world, "scarce-explained");
      coordinator = await server.makeUser({ SECRETARIAT: ["coordinator"] });
      const body = { policy: LEAST_DEVELOPED_FIRST, scenario: "scarce-explained" };
      roundId = (await server.command("/rounds", body, coordinator.headers)).json<{ id: string }>().id;
      for (const step of ["plan", "publish"]) {
        const done = await server.command(`/rounds/${roundId}/${step}`, undefined, coordinator.headers);
        expect(done.statusCode, done.body).toBe(200);
      }
    });

    test.each(WIDTHS)("explains each line and each rest to anybody, at %i pixels", async (width) => {
      const { page } = await visit(`/rounds/${roundId}`, width);
      const why = page.getByRole("button", { name: "Why? Ethiopia" });
      expect(await why.getAttribute("aria-expanded")).toBe("false");
      await why.click();
      const told = page.locator(".explanation").first();
      await told.getByText("900 units, all given out").waitFor();
      expect(await why.getAttribute("aria-expanded")).toBe("true");
      expect(await told.innerText()).toMatch(
        /2 other lines draw on it, none better off: Kenya: Medical mask/,
      );
      // All of it can be read without scrolling sideways.
      const box = await told.boundingBox();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= width).toBe(true);
      await page.getByRole("button", { name: "Why? Uganda" }).click();
      await page.getByText("Rounding cost it 360 units: less is of no use to it.").waitFor();
      await page.getByRole("button", { name: /Why\? .*[Gg]own/ }).click();
      await page.getByText("Nobody asks for its item.").waitFor();
      expect(await readOverflow(page)).toBe(0);
      await why.click();
      expect(await why.getAttribute("aria-expanded")).toBe("false");
      expect(await page.getByText("900 units, all given out").count()).toBe(1);
    });

    test("explains in Arabic, from right to left", async () => {
      const { page } = await visit(`/rounds/${roundId}?lang=ar`, 390);
      await page.getByRole("button", { name: /إثيوبيا/ }).click();
      const told = page.locator(".explanation").first();
      await told.getByText("900 وحدة، وُزّع كله").waitFor();
      expect(await told.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
      const box = await told.boundingBox();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true);
      expect(await readOverflow(page)).toBe(0);
    });

    test("can be tried otherwise by a coordinator, and by nobody else", async () => {
      const { page: anybody } = await visit(`/rounds/${roundId}`);
      await anybody.getByRole("heading", { name: "Proof" }).waitFor();
      expect(await anybody.getByRole("heading", { name: "What if?" }).count()).toBe(0);

      const { page } = await visit(`/sign-in?back=/rounds/${roundId}`, 390);
      await signIn(page, coordinator);
      await page.getByRole("heading", { name: "What if?" }).waitFor();
      const masks = page.getByLabel("Which one").locator("option", { hasText: "(900)" });
      await page.getByLabel("Which one").selectOption(await masks.getAttribute("value"));
      await page.getByText("now 900").waitFor();
      await page.getByLabel("New value").fill("many");
      await page.getByText("a whole number is needed").waitFor();
      expect(await page.getByRole("button", { name: "Add this change" }).isDisabled()).toBe(true);
      await page.getByLabel("New value").fill("1200");
      await page.getByRole("button", { name: "Add this change" }).click();
      await page.getByText("Quantity (units): 1,200").waitFor();
      await page.getByRole("button", { name: "Try it" }).click();
      const result = page.getByTestId("trial-result");
      await result.getByText("2 lines get more, 300 units in all: Ethiopia").waitFor();
      expect(await result.innerText()).toContain("+200");
      expect(await readOverflow(page)).toBe(0);

      // What cannot be is marked at the change that is at fault; the plan stays as it is.
      await page.getByLabel("New value").fill("0");
      await page.getByRole("button", { name: "Add this change" }).click();
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText("this is too small").first().waitFor();
      const plan = await server.app.inject({ url: `/api/v1/rounds/${roundId}/plan` });
      const shares = plan
        .json<{ demands: { allocated: number }[] }>()
        .demands.map(({ allocated }) => allocated);
      expect(shares.toSorted((a, b) => a - b)).toEqual([0, 300, 600]);
    });
  });
});
