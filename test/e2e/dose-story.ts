import { expect } from "vitest";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { asDay } from "#core/time.ts";
import { getSecretariatId } from "#store/party.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import { actFor, newMeta, units } from "#test/fixtures/world.ts";
import type { TestServer } from "#test/open-server.ts";
import type { Person } from "./seed-world.ts";
import type { StoryTools } from "./storage-stories.ts";

/** 100 doses of lot V-100 at a clinic in Rwanda. Returns who reports from there. */
async function seedClinic(server: TestServer): Promise<Person> {
  const delivery = deliveryOf({
    itemId: "covid_19_vaccine_moderna",
    recipientCountry: "RWA",
    quantity: units(100),
    lotNumber: "V-100",
    expiry: asDay("2021-12-31"),
    site: { code: "RWA-CLINIC", name: "A clinic", kind: "clinic" },
  });
  const meta = newMeta(actFor([await getSecretariatId(server.context.database)]));
  const done = await recordDeliveries(server.context, meta, { deliveries: [delivery] });
  if (!done.ok) throw new Error(JSON.stringify(done.refusal));
  return await server.makeUser({ RWA: ["warehouse"] });
}

/** A session is reported, corrected, settled by lot, and the stock counted; then an adverse event is told. All on a telephone. */
export async function tellSession({ server, visit, signIn, readOverflow }: StoryTools): Promise<void> {
  const reporter = await seedClinic(server);
  const { page } = await visit("/sign-in?back=/desk/session", 390);
  await signIn(page, reporter);
  // A vial's code chooses its lot; this session is then reported without one all the same, to be settled below.
  await page.getByRole("button", { name: "Scan a vial" }).click();
  for (const code of ["(01)09506000134352(10)V-1", "(01)09506000134352(17)211231(10)V-100(21)5"]) {
    await page.getByLabel("Or type the code").fill(code);
    await page.getByLabel("Or type the code").press("Enter");
  }
  await page.getByText("Lot \u2066V-100\u2069 is chosen below.").waitFor();
  const lot = page.getByRole("group", { name: "Line" }).getByLabel("Lot");
  expect(await lot.evaluate((field: HTMLSelectElement) => field.selectedOptions[0]?.text)).toMatch(/^V-100 /);
  await lot.selectOption("");
  await page.getByLabel("Day").fill("2021-06-01");
  await page.getByLabel("Doses", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Report" }).click();
  const report = page.getByRole("row", { name: "Moderna" });
  await report.getByRole("button", { name: "Correct" }).click();
  await page.getByRole("heading", { name: "Correct the report of" }).waitFor();
  await page.getByLabel("Doses", { exact: true }).fill("18");
  await page.getByLabel("Why it is put right").selectOption("count_error");
  await page.locator("form").getByRole("button", { name: "Correct" }).click();
  await page.getByText("corrected since").waitFor();

  await page.getByRole("button", { name: "Settle by lot" }).click();
  const settling = page.getByRole("region", { name: "Lots of the report of" });
  const label = "V-100 · 2021-12-31 · 100 · COVID-19 vaccine, Moderna";
  await settling.getByLabel("Lot", { exact: true }).selectOption({ label });
  await settling.getByLabel("Doses").fill("19");
  await settling.getByRole("button", { name: "Settle" }).click();
  await settling.getByText("the line has fewer doses without a lot").first().waitFor();
  await settling.getByLabel("Doses").fill("18");
  await settling.getByRole("button", { name: "Settle" }).click();
  await settling.waitFor({ state: "detached" });

  await page.locator("summary", { hasText: "Count of the stock" }).click();
  await page.getByLabel("Doses counted").fill("85");
  await page.getByLabel("Why", { exact: true }).selectOption("extra_doses");
  await page.getByRole("button", { name: "Correct the count" }).click();
  await page.locator("option", { hasText: "V-100 · 2021-12-31 · 85" }).first().waitFor({ state: "attached" });

  await page.locator("summary", { hasText: "Adverse events by lot" }).click();
  await page.getByLabel("Known up to").fill("2021-06-10");
  await page.getByLabel("Serious", { exact: true }).fill("1");
  await page.getByLabel("Records of the serious ones").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await page.getByText("an address of a record is needed: nothing of a person").first().waitFor();
  await page.getByLabel("Records of the serious ones").fill("https://fhir.example.org/AdverseEvent/17");
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await page.getByText("Counts as known on").waitFor();
  expect(await readOverflow(page)).toBe(0);
}
