import { isEmail } from "#core/account/account.ts";
import { accept, refuse } from "#core/result.ts";
import type { Mail, Sent } from "./open-mail.ts";

/**
 * Sends a message that shows that e-mail arrives. Refuses with `malformed` what is no address, then with `mail_not_sent`: what the mail
 * server answered, or what prevented the connection. `id`: a new UUID.
 */
export async function sendTest(mail: Mail, address: string, id: string) {
  if (!isEmail(address)) {
    return refuse({
      code: "malformed",
      problems: [{ field: "address", value: address.slice(0, 120), rule: "email" }],
    });
  }
  const text = `This message shows that Wellspring at ${mail.origin} can send e-mail.`;
  const sent = await mail.send({
    to: address,
    subject: "Wellspring: test message",
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="en" dir="ltr"><body><p>${text}</p></body></html>\n`,
    messageId: `<${id}@${new URL(mail.origin).hostname}>`,
    settingUrl: `${mail.origin}/notifications#mail`,
  });
  return sent.ok ? accept({ address }) : refuse({ code: "mail_not_sent", reason: explain(sent) });
}

/** What an operator can do something about. */
function explain({ reason, isConnection }: Extract<Sent, { ok: false }>): string {
  if (/AUTH/.test(reason)) return `the mail server does not accept the name and password (${reason})`;
  if (/TLS/.test(reason)) return `the connection could not be encrypted (${reason})`;
  return isConnection
    ? `the mail server cannot be reached, or does not answer as one (${reason})`
    : `the mail server does not take it (${reason})`;
}
