import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readTable } from "#formats/table/read-table.ts";
import { openWay, type Way } from "#test/cut-connection.ts";
import { openTestServer, type TestServer } from "#test/open-server.ts";
import { tellArrivals } from "./arrivals-story.ts";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./browser.ts";
import { buildPages } from "./build-pages.ts";
import { daysAgo, seedDeployment } from "./seed-team.ts";
import type { Person } from "./seed-world.ts";

/** A week, the oldest day first. */
const WEEK = [7, 6, 5, 4, 3, 2, 1].map(daysAgo);
/** What is typed for the n-th day. */
const countsOf = (index: number) => ({
  mds_1_under_1: index + 1,
  mds_2_18_to_64: 20 + index,
  mds_9_under_5: index,
  mds_39_all: 2,
});

describe.skipIf(!existsSync(CHROMIUM))(`a week without a network (skipped without ${CHROMIUM})`, () => {
  let server: TestServer;
  let way: Way;
  let seeded: Awaited<ReturnType<typeof seedDeployment>>;
  const webDirectory = mkdtempSync(join(tmpdir(), "wellspring-reports-"));
  const profile = mkdtempSync(join(tmpdir(), "wellspring-phone-"));
  const otherProfile = mkdtempSync(join(tmpdir(), "wellspring-phone-"));

  beforeAll(async () => {
    await buildPages(webDirectory);
    server = await openTestServer({ webDirectory });
    seeded = await seedDeployment(server);
    way = await openWay(await server.app.listen({ port: 0, host: "127.0.0.1" }));
  });
  afterAll(async () => {
    await way?.cut();
    await server?.close();
    for (const folder of [webDirectory, profile, otherProfile])
      rmSync(folder, { recursive: true, force: true });
  });

  /** The telephone's browser: what it keeps outlives it. */
  async function openPhone(
    folder = profile,
  ): Promise<{ readonly phone: BrowserContext; readonly page: Page }> {
    const phone = await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM,
      args: [...CHROMIUM_ARGUMENTS],
      viewport: { width: 390, height: 844 },
      locale: "en-GB",
    });
    onTestFinished(async () => await phone.close());
    return { phone, page: phone.pages()[0] ?? (await phone.newPage()) };
  }
  const addressOf = (path: string) => new URL(path, way.url).href;
  const reportPath = (day: string) => `/deployments/${seeded.deploymentId}/report?day=${day}`;

  async function signIn(page: Page, who: Person): Promise<void> {
    await page.getByLabel("E-mail").fill(who.email);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  async function fillDay(page: Page, index: number): Promise<void> {
    await page.getByLabel("Day of the report").fill(WEEK[index] ?? "");
    for (const title of ["Infectious diseases", "Outcome"]) {
      const section = page.locator("details", { has: page.getByText(title, { exact: true }) });
      if ((await section.getAttribute("open")) === null) await section.locator("summary").click();
    }
    for (const [key, count] of Object.entries(countsOf(index))) {
      await page.locator(`input[name="${key}"]`).fill(String(count));
    }
    await page.getByRole("button", { name: "Save the report" }).click();
    await page.getByText("Saved on this device.").waitFor();
  }

  async function listReported() {
    const rows = await server.owner
      .selectFrom("dailyReport")
      .select(["day", "version", "recordedAt"])
      .orderBy("recordedAt")
      .orderBy("commandId")
      .execute();
    return rows.map(({ day, version }) => `${day} ${version}`);
  }

  test("is filled in on a phone, kept when the browser closes, sent once each in order, and adds up", async () => {
    let { phone, page } = await openPhone();
    await page.goto(addressOf(reportPath(WEEK[0] ?? "")));
    await signIn(page, seeded.leader);
    await page.getByRole("heading", { name: "Daily report: EMT Piemonte" }).waitFor();
    await page.getByText("This page is kept on this device: it opens without a network.").waitFor();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

    await way.cut();
    await phone.setOffline(true);
    for (const index of [0, 1, 2]) await fillDay(page, index);
    // Typed, and not saved when the browser closes.
    await page.getByLabel("Day of the report").fill(WEEK[3] ?? "");
    await page.locator('input[name="mds_1_under_1"]').fill("4");
    await phone.close();

    ({ phone, page } = await openPhone());
    await phone.setOffline(true);
    await page.goto(addressOf(reportPath(WEEK[3] ?? "")));
    await page.getByText("No connection. What you save stays on this device.").waitFor();
    expect(await page.getByText("waits for a connection").count()).toBe(3);
    expect(await page.locator('input[name="mds_1_under_1"]').inputValue()).toBe("4");
    for (const index of [3, 4, 5, 6]) await fillDay(page, index);
    await page.getByText("Reports waiting on this device: 7").waitFor();
    expect(await listReported()).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);

    await way.mend();
    await phone.setOffline(false);
    // Back in a network, whatever is open sends what waits.
    await page.goto(addressOf("/teams"));
    await expect
      .poll(async () => await listReported(), { timeout: 60_000 })
      .toEqual(WEEK.map((day) => `${day} 1`));
    await page.getByText("Reports waiting on this device").waitFor({ state: "detached" });

    await page.goto(addressOf(`/deployments/${seeded.deploymentId}`));
    const total = page.getByRole("row", { name: /^All days/ });
    await total.waitFor();
    // 1 + … + 7 infants and 20 + … + 26 women; two referred each day.
    expect((await total.innerText()).split(/\s+/).filter((word) => /^\d+$/.test(word))).toEqual([
      "189",
      "28",
      "0",
      "14",
      "0",
      "0",
    ]);
    const read = async (name: string) => {
      const downloading = page.waitForEvent("download");
      await page.getByRole("link", { name }).click();
      const download = await downloading;
      const table = readTable(readFileSync(await download.path()), {
        fileName: download.suggestedFilename(),
        inflateRaw: (bytes, max) => inflateRawSync(bytes, { maxOutputLength: max }),
      });
      if (!table.ok) throw new Error(JSON.stringify(table.refusal));
      const { headers, rows } = table.value;
      return rows.map(({ cells }) =>
        Object.fromEntries(headers.map((header, index) => [header, cells[index]])),
      );
    };
    for (const name of ["Download as CSV", "Download as XLSX"]) {
      const days = await read(name);
      expect(days.map(({ day }) => day)).toEqual(WEEK);
      for (const [index, day] of days.entries()) {
        for (const [key, count] of Object.entries(countsOf(index))) expect(day[key]).toBe(String(count));
        const rest = Object.entries(day).filter(
          ([key]) => key.startsWith("mds_") && !(key in countsOf(index)),
        );
        expect(new Set(rest.map(([, count]) => count))).toEqual(new Set(["0"]));
      }
    }
    await phone.close();
  });

  test("is corrected by the same form, with a reason, and what is refused stays until a person changes it", async () => {
    const { phone, page } = await openPhone();
    const day = WEEK[6] ?? "";
    await page.goto(addressOf(reportPath(day)));
    await page.getByText("This day was reported (version 1).").waitFor();
    await page.getByText("Infectious diseases").click();
    // More children ill than were seen: only the server says so.
    await page.locator('input[name="mds_9_under_5"]').fill("999");
    await page.getByLabel("Why it is corrected").selectOption("typing_error");
    await page.getByRole("button", { name: "Save the report" }).click();
    await page.getByText("not accepted; open it, change it and save it again").waitFor();
    expect(await page.locator('input[name="mds_9_under_5"]').getAttribute("aria-invalid")).toBe("true");
    await page.locator('input[name="mds_9_under_5"]').fill("7");
    await page.getByRole("button", { name: "Save the report" }).click();
    await expect.poll(async () => (await listReported()).at(-1), { timeout: 30_000 }).toBe(`${day} 2`);
    await page.getByText("This day was reported (version 2).").waitFor();
    expect(await listReported()).toHaveLength(8);
    await phone.close();
  });

  test("is done by people of a roster, who are named to the host as far as they agreed to that", async () => {
    const { phone, page } = await openPhone();
    await page.goto(addressOf("/desk/roster"));
    await page.getByText("Nobody is on this roster.").waitFor();
    for (const name of ["Lucia Ferri", "Paolo Neri"]) {
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByLabel("E-mail or telephone").fill("+39 055 123456");
      await page.getByLabel("Reference in your own lists").fill(name.replace(" ", "-"));
      await page.getByLabel("Can go from").fill(daysAgo(40));
      await page.getByLabel("Can go until").fill(daysAgo(-40));
      await page.getByLabel("Consent given on").fill(daysAgo(1));
      if (name === "Lucia Ferri") {
        await page.getByLabel("Consent until").fill(daysAgo(1));
        await page.getByLabel("Agrees that a host is told name and licences").check();
        await page.getByRole("button", { name: "Put on the roster" }).click();
        await page.getByText("a consent that holds today is needed", { exact: true }).waitFor();
      }
      await page.getByLabel("Consent until").fill(daysAgo(-90));
      await page.getByRole("button", { name: "Put on the roster" }).click();
      await page.getByRole("rowheader", { name }).waitFor();
    }
    await page.goto(addressOf(`/deployments/${seeded.deploymentId}`));
    for (const name of ["Lucia Ferri", "Paolo Neri"]) {
      await page.getByLabel("Volunteer of your roster").selectOption({ label: `${name} (nurse)` });
      await page.getByRole("button", { name: "Assign" }).click();
      await page.getByRole("rowheader", { name }).waitFor();
    }
    await phone.clearCookies();
    await page.goto(addressOf(`/sign-in?back=/deployments/${seeded.deploymentId}`));
    await signIn(page, seeded.host);
    await page.getByRole("rowheader", { name: "Lucia Ferri" }).waitFor();
    await page.getByText("Others, who did not agree to be named: 1").waitFor();
    expect(await page.getByText("Paolo Neri").count()).toBe(0);
    await page.getByText("Licences that the host asks").click();
    await page.getByLabel("nurse", { exact: true }).check();
    await page.getByRole("button", { name: "Ask these licences" }).click();
    await page.getByText("Licences that the host asks: nurse").waitFor();
    const members = addressOf(`/api/v1/deployments/${seeded.deploymentId}/members`);
    const answer = await page.request.get(members);
    expect([answer.status(), answer.headers()["cache-control"]]).toEqual([200, "no-store"]);
    await phone.close();
  });

  test("of arrivals is counted by scan, sent once each in order, and what somebody else counted meanwhile is decided", async () => {
    await tellArrivals({ server, way, signIn, openPhone: async () => await openPhone(otherProfile) });
  });
});
