import { toBuffer } from "bwip-js/node";
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Way } from "#test/cut-connection.ts";
import type { TestServer } from "#test/open-server.ts";
import { PACKAGES, type Person, seedArrivals } from "./seed-world.ts";

/** What a story without a network is told with: a server, the way to it, and a telephone that keeps what it kept. */
export interface PhoneTools {
  readonly server: TestServer;
  readonly way: Way;
  readonly openPhone: () => Promise<{ readonly phone: BrowserContext; readonly page: Page }>;
  readonly signIn: (page: Page, who: Person) => Promise<void>;
}

type Seeded = Awaited<ReturnType<typeof seedArrivals>>;

/** A picture of a code, as somebody would take it of a label. */
async function drawCode(bcid: string, text: string) {
  const buffer = await toBuffer({ bcid, text, scale: 3, padding: 10, backgroundcolor: "FFFFFF" });
  return { name: `${bcid}.png`, mimeType: "image/png", buffer };
}

/** What one does on the pages of arrivals, by the place of a consignment among the seeded ones. */
function describeActs({ consignments }: Seeded, page: Page) {
  const numberOf = (index: number) => consignments[index]?.number ?? "";
  return {
    numberOf,
    openArrival: async (index: number) => {
      await page.getByRole("link", { name: numberOf(index) }).click();
      await page.getByRole("heading", { name: `Count \u2068${numberOf(index)}\u2069` }).waitFor();
    },
    type: async (field: string, count: number) => await page.getByLabel(field).fill(String(count)),
    typeCode: async (code: string) => {
      await page.getByLabel("Or type the code").fill(code);
      await page.getByLabel("Or type the code").press("Enter");
    },
    record: async (index: number) => {
      await page.getByRole("button", { name: "Record the count" }).click();
      await page.getByText(`The count of \u2068${numberOf(index)}\u2069 is saved on this device`).waitFor();
    },
  };
}

const readOverflow = async (page: Page): Promise<number> =>
  await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Every count that was taken, in the order in which it was. */
async function listCounts(server: TestServer): Promise<string[]> {
  const rows = await server.owner
    .selectFrom("consignmentEvent")
    .innerJoin("consignment", "consignment.id", "consignmentEvent.consignmentId")
    .where("step", "in", ["receive", "recount"])
    .select(["consignment.number", "step"])
    .orderBy("consignmentEvent.recordedAt")
    .execute();
  return rows.map(({ number, step }) => `${number} ${step}`);
}

/** What a page of the build before kept: a report of somebody else, in the first version of the browser's database. */
async function keepAsBefore(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => {
      const request = indexedDB.open("wellspring", 1);
      request.addEventListener("upgradeneeded", () => {
        request.result.createObjectStore("waiting-reports", { keyPath: ["deploymentId", "day"] });
        request.result.createObjectStore("kept-readings");
        const report = { deploymentId: "d", day: "2026-01-02", userId: "another", savedAt: 1 };
        request.transaction?.objectStore("waiting-reports").put(report);
      });
      request.addEventListener("success", () => resolve(request.result.close()));
    });
  });
}

/** Packages are counted by picture and by typing; what else is scanned is told apart and counts nothing. */
async function countByScan(page: Page, seeded: Seeded): Promise<void> {
  const { type, typeCode, openArrival, record } = describeActs(seeded, page);
  await openArrival(0);
  await page.getByLabel("Each package holds").selectOption({ index: 1 });
  await page.getByLabel("units in each").fill("10");
  const picture = page.locator(".scanner input[type=file]");
  await picture.setInputFiles(await drawCode("gs1datamatrix", `(00)${PACKAGES[0]}`));
  await page.getByText("10 added: Medical mask").waitFor();
  await picture.setInputFiles(await drawCode("gs1-128", `(00)${PACKAGES[1]}`));
  await page.getByText("Packages seen: 2 of 2").waitFor();
  await typeCode(PACKAGES[1] ?? "");
  await page.getByText("Counted already").waitFor();
  await picture.setInputFiles(await drawCode("qrcode", "https://elsewhere.example.com/menu"));
  await page
    .getByText("A link to another place (\u2066elsewhere.example.com\u2069). It is not opened.")
    .waitFor();
  expect(await page.getByLabel("Counted: Medical mask").inputValue()).toBe("20");
  await page.getByRole("button", { name: "Switch the camera on" }).click();
  await page.getByText("Type the code, or choose a picture of it.").waitFor();
  await type("Counted: Protective gown", 8);
  expect(await readOverflow(page)).toBe(0);
  await record(0);
}

/** Two photographs of a difference, of which one is removed, and a file that is no picture. */
async function photographDifference(page: Page): Promise<void> {
  const group = page.getByRole("group", { name: /^Photographs of the difference: Medical mask/ });
  const field = group.locator("input[type=file]").last();
  await field.setInputFiles({ name: "dent.heic", mimeType: "image/heic", buffer: Buffer.from("ftypheic") });
  await group.getByText("This is no picture that this browser can read").waitFor();
  await field.setInputFiles([await drawCode("qrcode", "DENT"), await drawCode("qrcode", "LID")]);
  await group.getByRole("img").nth(1).waitFor();
  await group.getByRole("button", { name: /^Remove: Photograph 2 of Medical mask/ }).click();
  await expect.poll(async () => await group.getByRole("img").count()).toBe(1);
  expect(await readOverflow(page)).toBe(0);
}

/** The giver sees what was photographed, small and large; nobody else is asked for it. */
async function seePhotograph(page: Page): Promise<void> {
  await page.getByText("Seen by members of the giver and the recipient alone.").waitFor();
  const small = page.getByRole("button", { name: /^Show large: Photograph 1 of Medical mask/ });
  await small.scrollIntoViewIfNeeded();
  const readWidth = async () =>
    await small.locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth); // an <img>
  await expect.poll(readWidth).toBeGreaterThan(20);
  await small.click();
  await page.getByRole("dialog").getByText("By \u2068").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  expect(await readOverflow(page)).toBe(0);
}

/** A difference with its reason, and a count that nobody has recorded when the browser closes. */
async function countDifference(page: Page, seeded: Seeded): Promise<void> {
  const { type, typeCode, openArrival, record } = describeActs(seeded, page);
  await openArrival(1);
  for (const code of ["(10)MASK-A(30)17", "MASK-B"]) await typeCode(code);
  await page.getByText("Not of this consignment").waitFor();
  await page.getByText("3 short").waitFor();
  await page.getByLabel("Why it differs: Medical mask").selectOption("lost_in_transit");
  await photographDifference(page);
  await page.getByRole("button", { name: "Record the count" }).click();
  await page.getByText("Some lines are not counted yet").waitFor();
  await type("Counted: Protective gown", 8);
  await record(1);
  await openArrival(2);
  await type("Counted: Medical mask", 20);
}

/**
 * Four consignments are expected; three are counted on a telephone without a network, one of them short, with the browser closed in
 * between. Meanwhile a colleague counts one of them otherwise, and the session ends. Back in the network, after signing in, each
 * count is sent once and in order, and the conflict is decided.
 */
export async function tellArrivals({ server, way, openPhone, signIn }: PhoneTools): Promise<void> {
  const seeded = await seedArrivals(server);
  const addressOf = (path: string) => new URL(path, way.url).href;
  let { phone, page } = await openPhone();
  await page.goto(addressOf("/mark.svg"));
  await keepAsBefore(page);
  await page.goto(addressOf("/sign-in?back=/desk/arrivals"));
  await signIn(page, seeded.counter);
  await page.getByRole("heading", { name: "Expected today" }).waitFor();
  await page.getByText("Reports waiting on this device: 1").waitFor();
  await page.getByText("This page is kept on this device: it opens without a network.").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await way.cut();
  await phone.setOffline(true);
  await page.reload();
  await page.getByText("No connection. What you save stays on this device.").waitFor();
  await countByScan(page, seeded);
  await countDifference(page, seeded);
  await phone.close();

  ({ phone, page } = await openPhone());
  const { numberOf, openArrival, type, record } = describeActs(seeded, page);
  await phone.setOffline(true);
  await page.goto(addressOf("/desk/arrivals"));
  await page.getByText("Counts waiting on this device: 2").waitFor();
  await page.locator(".waiting-strip").getByText("Photographs waiting on this device: 1").waitFor();
  await openArrival(2);
  expect(await page.getByLabel("Counted: Medical mask").inputValue()).toBe("20");
  await type("Counted: Protective gown", 8);
  await record(2);
  await page.getByText("Counts waiting on this device: 3").waitFor();
  expect(await listCounts(server)).toEqual([]);

  const body = { lines: [19, 8].map((counted, index) => ({ lineNumber: index + 1, counted })) };
  const path = `/consignments/${seeded.consignments[2]?.id}/receive`;
  expect((await server.command(path, body, seeded.colleague.headers)).statusCode).toBe(200);
  await phone.clearCookies();
  await way.mend();
  await phone.setOffline(false);
  await page.goto(addressOf("/desk/arrivals"));
  await page.getByRole("link", { name: "Sign in again to send what waits." }).waitFor();
  await signIn(page, seeded.counter);
  await page.getByText("Somebody else counted it meanwhile").waitFor();
  const sent = [`${numberOf(2)} receive`, `${numberOf(0)} receive`, `${numberOf(1)} receive`];
  expect(await listCounts(server)).toEqual(sent);
  await page.getByText("they counted 19 (damaged: 0), you 20 (damaged: 0)").waitFor();
  expect(await readOverflow(page)).toBe(0);
  await page.getByRole("button", { name: "Record mine as a correction" }).click();
  await page.getByRole("link", { name: "Counts waiting on this device" }).waitFor({ state: "detached" });
  expect(await listCounts(server)).toEqual([...sent, `${numberOf(2)} recount`]);
  const differences = await server.owner
    .selectFrom("difference")
    .select(["lineNumber", "kind", "quantity", "recipientReason"])
    .execute();
  expect(differences).toEqual([
    { lineNumber: 1, kind: "short", quantity: 3, recipientReason: "lost_in_transit" },
  ]);

  const photographs = server.owner.selectFrom("photograph").select(["lineNumber", "jpeg"]);
  expect(await photographs.execute()).toMatchObject([{ lineNumber: 1, jpeg: expect.any(Buffer) as Buffer }]);

  await page.getByLabel("Language").selectOption("ar");
  await page.getByRole("heading", { name: "متوقعة اليوم" }).waitFor();
  await page.getByRole("link", { name: numberOf(3) }).waitFor();
  expect(await readOverflow(page)).toBe(0);
  await page.getByRole("combobox", { name: "اللغة" }).selectOption("en");
  await phone.clearCookies();
  await page.goto(addressOf(`/sign-in?back=/consignments/${seeded.consignments[1]?.id}`));
  await signIn(page, seeded.giver);
  await seePhotograph(page);
  await phone.close();
}
