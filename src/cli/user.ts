import type { Command } from "commander";
import { readApiKeysOf, revokeApiKeyOf } from "#app/account/api-keys.ts";
import { createUser } from "#app/account/create-user.ts";
import { giveRole } from "#app/account/give-role.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { readUsers } from "#app/account/read-accounts.ts";
import { setPassword } from "#app/account/set-password.ts";
import { ROLES, type Role } from "#core/party/party.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, tell, unwrap } from "./output.ts";

/** `wellspring user`: accounts, roles and keys, for the operator of the machine. */
export function addUserCommand(program: Command, open: OpenOperator): void {
  const user = program.command("user").description("Accounts, roles and API keys");
  user
    .command("list")
    .description("Every account with its roles")
    .option("--json", "data only")
    .action(async ({ json }: { json?: true }) => {
      const users = await withOperator(open, async ({ context }) => await readUsers(context));
      if (json === true) printJson(users);
      else {
        printTable(users, [
          { title: "e-mail", value: (row) => row.email },
          { title: "name", value: (row) => row.name },
          {
            title: "roles",
            value: (row) => row.memberships.map((held) => `${held.partyCode}:${held.role}`).join(" "),
          },
        ]);
      }
    });
  user
    .command("add")
    .description("Make an account; the password is read from WELLSPRING_PASSWORD or standard input")
    .argument("<email>")
    .requiredOption("--name <name>", "the person's name")
    .action(async (email: string, { name }: { name: string }) => {
      const password = await readPassword();
      await withOperator(open, async ({ context }) =>
        unwrap(await createUser(context, { email, name, password })),
      );
      tell(`Made ${email}.`);
    });
  user
    .command("password")
    .description(
      "Set a new password, ending sessions and API keys; read from WELLSPRING_PASSWORD or standard input",
    )
    .argument("<email>")
    .action(async (email: string) => {
      const password = await readPassword();
      await withOperator(open, async ({ context }) =>
        unwrap(await setPassword(context, { email, password })),
      );
      tell(`New password for ${email}.`);
    });
  addRoleCommands(user, open);
  addKeyCommands(user, open);
}

function addRoleCommands(user: Command, open: OpenOperator): void {
  user
    .command("role")
    .description("Give an account a role for a party")
    .argument("<email>")
    .argument("<party>", "the party's code, for instance ETH")
    .argument("<role>", ROLES.join(", "))
    .action(async (email: string, partyCode: string, role: string) => {
      if (!isRole(role)) {
        const problem = { field: "role", value: role, rule: "role", facts: { roles: ROLES.join(" ") } };
        throw malformed([problem]);
      }
      await withOperator(open, async ({ context }) =>
        unwrap(await giveRole(context, { email, partyCode, role })),
      );
      tell(`${email} is now ${role} for ${partyCode}.`);
    });
  user
    .command("key")
    .description("Make an API key that may do what the account may do; it is shown this once")
    .argument("<email>")
    .requiredOption("--name <name>", "what the key is for")
    .option("--days <days>", "it expires after so many days")
    .action(async (email: string, { name, days }: { name: string; days?: string }) => {
      const expiresInDays = days === undefined ? undefined : Number(days);
      if (expiresInDays !== undefined && !(Number.isInteger(expiresInDays) && expiresInDays > 0)) {
        const problem = { field: "--days", value: days ?? "", rule: "positive_whole_number" };
        throw malformed([problem]);
      }
      const made = await withOperator(open, async ({ context }) =>
        unwrap(await makeApiKey(context, { email, name, expiresInDays })),
      );
      print(made.key);
    });
}

function addKeyCommands(user: Command, open: OpenOperator): void {
  user
    .command("keys")
    .description("The API keys of an account, without what they open")
    .argument("<email>")
    .option("--json", "data only")
    .action(async (email: string, { json }: { json?: true }) => {
      const keys = await withOperator(open, async ({ context }) =>
        unwrap(await readApiKeysOf(context, email)),
      );
      if (json === true) printJson(keys);
      else {
        printTable(keys.items, [
          { title: "id", value: (row) => row.id },
          { title: "begins", value: (row) => row.start },
          { title: "name", value: (row) => row.name },
          { title: "made", value: (row) => row.createdAt },
          { title: "last used", value: (row) => row.lastUsedAt },
          { title: "expires", value: (row) => row.expiresAt },
        ]);
      }
    });
  user
    .command("revoke-key")
    .description("Take an API key back; it is refused from the next request on")
    .argument("<email>")
    .argument("<id>", "as `wellspring user keys` shows it")
    .action(async (email: string, keyId: string) => {
      await withOperator(open, async ({ context }) =>
        unwrap(await revokeApiKeyOf(context, { email, keyId })),
      );
      tell(`The key ${keyId} of ${email} is no longer accepted.`);
    });
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** A password never stands on the command line, where every user of the machine could read it. */
async function readPassword(): Promise<string> {
  const given = process.env["WELLSPRING_PASSWORD"];
  if (given !== undefined && given !== "") return given;
  if (process.stdin.isTTY) tell("Password (it is shown as you type), then Enter:");
  let text = "";
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}
