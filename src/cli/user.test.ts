import { Command } from "commander";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createUser } from "#app/account/create-user.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { asId } from "#core/id.ts";
import { openWorld, type World } from "#test/fixtures/world.ts";
import { addUserCommand } from "./user.ts";

const EMAIL = "almaz@example.org";
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await createUser(world.context, { email: EMAIL, name: "Almaz", password: "a password of my own" });
  await makeApiKey(world.context, { email: EMAIL, name: "nightly import" });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => await world.drop());

/** What the command line writes for `wellspring user …`. */
async function run(...words: readonly string[]): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => written.push(String(chunk)) > 0);
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const program = new Command().exitOverride();
  addUserCommand(program, async () => ({
    context: world.context,
    actor: await buildOperatorActor(world.context),
    newCommandId: () => asId<"command">(world.context.newId()),
    close: async () => await Promise.resolve(),
  }));
  await program.parseAsync(["user", ...words], { from: "user" });
  return written.join("");
}

interface Keys {
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

test("the operator lists the API keys of an account and takes one back", async () => {
  expect(await run("keys", EMAIL)).toMatch(/wsp_\S+\s+nightly import/);
  const keys = JSON.parse(await run("keys", EMAIL, "--json")) as Keys;
  expect(keys.items).toHaveLength(1);
  await expect(run("revoke-key", EMAIL, "no-such-key")).rejects.toThrow();
  expect((JSON.parse(await run("keys", EMAIL, "--json")) as Keys).items).toHaveLength(1);
  await run("revoke-key", EMAIL, keys.items[0]?.id ?? "");
  expect((JSON.parse(await run("keys", EMAIL, "--json")) as Keys).items).toEqual([]);
  await expect(run("keys", "nobody@example.org")).rejects.toThrow();
});
