import type { Command } from "commander";
import { v7 } from "uuid";
import { readMailSettings, readOrigin } from "#app/notification/mail-settings.ts";
import { openMail } from "#app/notification/open-mail.ts";
import { sendTest } from "#app/notification/send-test.ts";
import type { MailOffRefusal } from "#core/notification/mail.ts";
import { RefusedError, tell, unwrap } from "./output.ts";

/** `wellspring mail`: whether e-mail arrives. Needs no database. */
export function addMailCommand(program: Command): void {
  program
    .command("mail")
    .description("E-mail to members")
    .command("test")
    .description("Send a test message by WELLSPRING_SMTP_URL, from WELLSPRING_MAIL_FROM, as the server would")
    .argument("<address>", "e-mail address")
    .action(async (address: string) => {
      const mail = openMail(readSettings());
      unwrap(await sendTest(mail, address, v7()));
      tell(`The mail server has taken a message to ${address}.`);
    });
}

/** The settings of the environment. Refuses with `mail_off`, naming every setting that is missing or wrong. */
function readSettings() {
  const get = (name: string) => {
    const value = process.env[name];
    return value === "" ? undefined : value;
  };
  const problems: string[] = [];
  const settings = readMailSettings(get, readOrigin(get("WELLSPRING_ORIGIN"), problems), problems);
  if (settings !== undefined && problems.length === 0) return settings;
  if (problems.length === 0) problems.push("WELLSPRING_SMTP_URL and WELLSPRING_MAIL_FROM are not set.");
  const refusal: MailOffRefusal = { code: "mail_off", reason: problems.join(" ") };
  throw new RefusedError(refusal);
}
