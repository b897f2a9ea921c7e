import { expect } from "vitest";
import { notifyMembers } from "#app/notification/notify-members.ts";
import { addDays, dayOf } from "#core/time.ts";
import { bring, openChain } from "#test/fixtures/chain.ts";
import { openServerWorld } from "./seed-world.ts";
import type { StoryTools } from "./storage-stories.ts";

/** Two consignments are on their way; who receives them hears of it, follows one, and chooses how often e-mail comes. */
export async function tellNotifications({ server, visit, signIn, readOverflow }: StoryTools): Promise<void> {
  const windowTo = addDays(dayOf(server.context.now()), 40);
  const chain = await openChain(await openServerWorld(server), { windowTo });
  const receiver = await server.makeUser({ [chain.taker.code]: ["logistician"] });
  await bring(chain, "dispatch", [[1, 10]]);
  await bring(chain, "dispatch", [[1, 20]]);
  await notifyMembers(server.context);

  const { page } = await visit("/sign-in?back=/desk", 390);
  await signIn(page, receiver);
  const bell = page.getByRole("banner").getByRole("link", { name: "Notifications" });
  await page.getByTestId("unread").getByText("2", { exact: true }).waitFor();
  await bell.click();
  const list = page.getByTestId("notifications").getByRole("listitem");
  await list.nth(1).waitFor();
  expect(await readOverflow(page)).toBe(0);
  await list.first().getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: /WS-/ }).waitFor();
  await page.getByTestId("unread").getByText("1", { exact: true }).waitFor();

  await bell.click();
  await page.getByLabel("Only unread").check();
  await list.nth(1).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await page.getByText("You have read everything.").waitFor();
  await page.getByTestId("unread").waitFor({ state: "detached" });

  await page.getByText("no mail server has been set up").waitFor();
  await page.getByLabel("How often").selectOption("weekly");
  await page.getByLabel("Language of the messages").selectOption("ar");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const chosen = await server.app.inject({ url: "/api/v1/me/mail", headers: receiver.headers });
  expect(chosen.json()).toMatchObject({ isOn: false, cadence: "weekly", language: "ar" });
}
