import { isEmail } from "#core/account/account.ts";

/** How e-mail is sent, as the environment says. */
export interface MailSettings {
  /** `smtp://` or `smtps://`, with name and password where the mail server asks for them. Never shown. */
  readonly smtpUrl: string;
  /** Address that messages come from. */
  readonly from: string;
  /** Origin of the pages that messages lead to. */
  readonly origin: string;
}

/**
 * Reads WELLSPRING_SMTP_URL and WELLSPRING_MAIL_FROM; `undefined` where neither is set, and then no e-mail is sent. `origin`: that of
 * WELLSPRING_ORIGIN, which messages cannot do without. Adds every problem to `problems`; none shows the address with its password.
 */
export function readMailSettings(
  get: (name: string) => string | undefined,
  origin: string | undefined,
  problems: string[],
): MailSettings | undefined {
  const smtpUrl = get("WELLSPRING_SMTP_URL");
  const from = get("WELLSPRING_MAIL_FROM");
  if (smtpUrl === undefined && from === undefined) return undefined;
  const before = problems.length;
  if (smtpUrl === undefined) {
    problems.push("WELLSPRING_MAIL_FROM is set, and WELLSPRING_SMTP_URL is not: it says how to send e-mail.");
  } else if (!isSmtpUrl(smtpUrl)) {
    problems.push(
      "WELLSPRING_SMTP_URL: an address like smtps://name:password@mail.example.org:465 or smtp://localhost:25 is needed, with nothing after the port.",
    );
  }
  if (from === undefined) {
    problems.push(
      "WELLSPRING_SMTP_URL is set, and WELLSPRING_MAIL_FROM is not: the e-mail address that messages come from is needed.",
    );
  } else if (!isEmail(from)) {
    problems.push(`WELLSPRING_MAIL_FROM=${from}: an e-mail address like wellspring@example.org is needed.`);
  }
  if (origin === undefined) {
    problems.push("WELLSPRING_ORIGIN is needed with WELLSPRING_SMTP_URL: messages lead to pages.");
  }
  if (problems.length > before || smtpUrl === undefined || from === undefined || origin === undefined) {
    return undefined;
  }
  return { smtpUrl, from, origin };
}

function isSmtpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    /^smtps?:$/.test(url.protocol) &&
    url.hostname !== "" &&
    /^\/?$/.test(url.pathname) &&
    url.search === "" &&
    url.hash === ""
  );
}

/** The origin under which people reach the pages; `undefined` where `text` is, or is none, which is added to `problems`. */
export function readOrigin(text: string | undefined, problems: string[]): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") {
    return url.origin;
  }
  problems.push(`WELLSPRING_ORIGIN=${text}: an origin like https://wellspring.example.org is needed.`);
  return undefined;
}
