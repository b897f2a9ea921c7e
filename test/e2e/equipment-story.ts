import type { Locator, Page } from "playwright-core";
import { chooseItem } from "./browser.ts";
import { expect } from "vitest";
import { seedEquipment } from "./seed-world.ts";
import type { StoryTools } from "./storage-stories.ts";

/** A form that stands folded under its name: opened, and what it is sent with. */
async function openForm(page: Page, name: string) {
  const form = page.locator("details", { has: page.locator("summary", { hasText: name }) });
  await form.locator("summary").click();
  return { form, send: async () => await form.getByRole("button", { name }).click() };
}

async function registerModel(page: Page): Promise<void> {
  await page.getByLabel("Maker").fill("Hamilton");
  await page.getByLabel("Name of the model").fill("C1");
  await chooseItem(page, "ventilator");
  await page.getByLabel("Power", { exact: true }).selectOption("mains");
  await page.getByLabel("Voltages (V)").fill("220 V");
  await page.getByLabel("Power of one (W)").fill("much");
  await page.getByLabel("Hours a day").fill("24");
  await page.getByLabel("Oxygen", { exact: true }).selectOption("none");
  await page.getByLabel("50", { exact: true }).check();
  await page.getByLabel("G", { exact: true }).first().check();
  await page.getByRole("group", { name: "Consumables" }).getByLabel("none of these").check();
  await page.getByLabel("invasive ventilation", { exact: true }).first().check();
  await page.getByRole("button", { name: "Register a model" }).click();
  await page.getByText("a whole number of 0 or more is needed", { exact: true }).waitFor();
  expect(await page.getByLabel("Voltages (V)").getAttribute("aria-invalid")).toBe("true");
  await page.getByLabel("Voltages (V)").fill("220-240");
  await page.getByLabel("Power of one (W)").fill("300");
  await page.getByRole("button", { name: "Register a model" }).click();
  await page.getByText("The model is registered.").waitFor();
}

/** States, from the card of a piece, what its site has, and comes back; `before` is the voltage that was stated last. */
async function stateVoltage(page: Page, voltage: string, before = ""): Promise<void> {
  await page.getByRole("link", { name: "What a site has for equipment" }).click();
  await page.getByRole("button", { name: "State it" }).waitFor();
  // What was stated last stands there to begin with; else the country's is told.
  expect(await page.getByLabel("Voltage (V)").inputValue()).toBe(before);
  if (before === "") {
    await page.getByText("Not stated of the site, but usual in its country: voltage").waitFor();
    await page.getByLabel("Frequency (Hz)").selectOption("50");
    await page.getByLabel("G", { exact: true }).check();
    await page.getByLabel("Power to spare (W)").fill("1000");
    await page.getByLabel("Hours of power a day").fill("24");
    await page.getByLabel("invasive ventilation", { exact: true }).check();
  }
  await page.getByLabel("Voltage (V)").fill(voltage);
  await page.getByRole("button", { name: "State it" }).click();
  await page.getByRole("cell", { name: voltage, exact: true }).waitFor();
  await page.goBack();
}

const SHORT = "voltage: needed 220-240 V; there: 110 V";

/** A text without the marks that keep figures together. */
async function readText(place: Locator): Promise<string> {
  return (await place.innerText()).replace(/[\u2066-\u2069]/g, "");
}

/** On a telephone: a model, what the hospital has, two serial numbers; one piece is put to work once the voltage is right, and fails. */
export async function tellEquipment({
  server,
  origin,
  visit,
  signIn,
  readOverflow,
}: StoryTools): Promise<void> {
  const keeper = await seedEquipment(server);
  const { page } = await visit("/sign-in?back=/desk", 390);
  const noOverflow = async () => expect(await readOverflow(page)).toBe(0);
  await signIn(page, keeper);
  await page.getByRole("link", { name: "Equipment", exact: true }).click();
  await page.getByText("There is no equipment for this choice.").waitFor();
  await noOverflow();
  await page.getByRole("link", { name: "Register a model" }).click();
  await registerModel(page);
  await noOverflow();

  await page.getByRole("link", { name: "Register equipment" }).click();
  // The page before has a field of the same name.
  await page.getByRole("heading", { level: 1, name: "Register equipment" }).waitFor();
  await page.getByLabel("Model").selectOption({ label: "Hamilton C1" });
  await page.getByLabel("Supply and site").selectOption({ index: 1 });
  const numbers = page.getByLabel("Serial numbers");
  await numbers.fill("A-1\na-1\n");
  await page.getByRole("button", { name: "Register equipment" }).click();
  await page.getByText("a-1: this serial number stands here twice").waitFor();
  await numbers.fill("A-1\nA-2\n");
  await page.getByRole("button", { name: "Register equipment" }).click();
  await page.getByRole("link", { name: "A-1" }).click();

  await page.getByRole("heading", { name: /Hamilton C1.*A-1/ }).waitFor();
  await page.getByText("It may run: something that matters has not been stated.").waitFor();
  const address = page.url();
  await stateVoltage(page, "110");
  await page.getByText("It does not run.").waitFor();
  expect(await readText(page.locator("main"))).toContain(SHORT);
  const { form, send } = await openForm(page, "Put it to work");
  await send();
  await form.getByRole("alert").getByText("for want of: voltage").waitFor();
  expect(await readText(form.getByRole("alert"))).toContain(SHORT);
  await noOverflow();

  await stateVoltage(page, "230", "110");
  await page.getByText("It runs: all that it needs is there.").waitFor();
  await (await openForm(page, "Put it to work")).send();
  await page.locator("h1").getByText("working").waitFor();
  const fault = await openForm(page, "Report a fault");
  await fault.form.getByLabel("Reason").selectOption("battery");
  await fault.send();
  await page.locator("h1").getByText("faulty").waitFor();

  // Its label, photographed, leads back to it; read by somebody who reads Arabic.
  const label = await page.getByAltText("QR code of this page").screenshot();
  await page.goto(`${origin}/desk/scan`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "label.png", mimeType: "image/png", buffer: label });
  await page.waitForURL(address);
  await page.goto(`${address}?lang=ar`);
  await page.locator("h1").getByText("معطلة").waitFor();
  await page.getByRole("rowheader", { name: "أُبلغ عن عطل: البطارية" }).waitFor();
  expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
  await noOverflow();
  await page.goto(`${origin}/desk/equipment?serial=-1`);
  await page.getByRole("link", { name: "A-1" }).waitFor();
  expect(await page.getByRole("link", { name: "A-2" }).count()).toBe(0);
  await noOverflow();
}
