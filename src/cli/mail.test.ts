import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { openMailServer } from "#test/fixtures/mail-server.ts";
import { addMailCommand } from "./mail.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What `wellspring mail test` tells, with these settings. */
async function run(address: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const told: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => told.push(String(chunk)) > 0);
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const program = new Command().exitOverride();
  addMailCommand(program);
  await program.parseAsync(["mail", "test", address], { from: "user" });
  return told.join("");
}

test("the operator sends a test message, and is refused with what is missing or prevents it", async () => {
  const server = await openMailServer();
  const settings = {
    WELLSPRING_SMTP_URL: server.url,
    WELLSPRING_MAIL_FROM: "wellspring@example.org",
    WELLSPRING_ORIGIN: "https://wellspring.example.org",
  };
  try {
    expect(await run("operator@example.org", settings)).toMatch(/taken a message to operator@example\.org/);
    expect(server.taken.map(({ to }) => to)).toEqual(["operator@example.org"]);
    await expect(run("operator", settings)).rejects.toMatchObject({ refusal: { code: "malformed" } });
    server.setMood(550);
    await expect(run("operator@example.org", settings)).rejects.toMatchObject({
      refusal: { code: "mail_not_sent" },
    });
    await expect(
      run("operator@example.org", { ...settings, WELLSPRING_MAIL_FROM: "" }),
    ).rejects.toMatchObject({
      refusal: { code: "mail_off", reason: expect.stringMatching(/WELLSPRING_MAIL_FROM is not/) },
    });
  } finally {
    await server.close();
  }
});
