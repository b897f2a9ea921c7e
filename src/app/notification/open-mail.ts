import { createTransport, type SendMailOptions } from "nodemailer";
import type { MailSettings } from "./mail-settings.ts";

/** A message as it is sent. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for the same message sent again, so that a mail program can tell that it is. */
  readonly messageId: string;
  /** Page on which the member says how often messages come, or that none does (RFC 2369). */
  readonly settingUrl: string;
}

/** What became of a message. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Code of the answer, step and code of the fault, such as `550 RCPT TO EENVELOPE`: without addresses and passwords. */
      readonly reason: string;
      /** The mail server says that it will never take it. */
      readonly isPermanent: boolean;
      /** The mail server was not reached, does not let us in or takes nothing from us: others will fare alike. */
      readonly isConnection: boolean;
    };

/** The way to the mail server. */
export interface Mail {
  /** Origin of the pages that messages lead to. */
  readonly origin: string;
  /** Ends without an answer as soon as `stopping` says so. */
  readonly send: (message: Message, stopping?: AbortSignal) => Promise<Sent>;
}

/** How long a mail server may take to be reached, and to greet, milliseconds. */
const CONNECTED_WITHIN_MS = 10_000;
/**
 * How long one message may take in all, milliseconds: less than a server has its turn. One step may take as long, since a mail server
 * may think about a message for minutes before it takes it (RFC 5321, section 4.5.3.2).
 */
const SENT_WITHIN_MS = 240_000;

/** Opens the way to the mail server of the settings. Nothing is sent yet, and each message has a connection of its own. */
export function openMail({ smtpUrl, from, origin }: MailSettings): Mail {
  const url = new URL(smtpUrl);
  const transport = createTransport(
    {
      url: smtpUrl,
      requireTLS: needsTls(url),
      // A mail server on this machine offers encryption with a certificate that nobody has signed; what would it hide.
      ignoreTLS: url.protocol === "smtp:" && isLocal(url),
      connectionTimeout: CONNECTED_WITHIN_MS,
      greetingTimeout: CONNECTED_WITHIN_MS,
      socketTimeout: SENT_WITHIN_MS,
      // Neither files nor addresses are read for a message.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: { name: "Wellspring", address: from } },
  );
  const send: Mail["send"] = async ({ to, settingUrl, ...message }, stopping) => {
    const late = AbortSignal.timeout(SENT_WITHIN_MS);
    // `signal` ends the connection too; the types do not know it yet.
    const mail: SendMailOptions & { readonly signal: AbortSignal } = {
      ...message,
      to: { name: "", address: to },
      // RFC 3834: nobody's absence is to be answered to us.
      headers: { "Auto-Submitted": "auto-generated" },
      list: { unsubscribe: settingUrl },
      signal: stopping === undefined ? late : AbortSignal.any([late, stopping]),
    };
    try {
      await transport.sendMail(mail);
      return { ok: true };
    } catch (error) {
      return describeFailure(error);
    }
  };
  return { origin, send };
}

/** A password goes to another machine encrypted (STARTTLS) or not at all. */
function needsTls(url: URL): boolean {
  return url.protocol === "smtp:" && url.username !== "" && !isLocal(url);
}

function isLocal({ hostname }: URL): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

/** Codes of nodemailer for what concerns the connection, not the message. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  "ECONNECTION",
  "ECONNREFUSED",
  "ECONNRESET",
  "EDNS",
  "ENOTFOUND",
  "ESOCKET",
  "ETIMEDOUT",
  "ETLS",
  "EAUTH",
  "ENOAUTH",
  "EPROTOCOL",
  // It took too long, or we stop.
  "EABORT",
]);

/** Answers at whichever step that concern the connection: the server closes it (RFC 5321), or wants a sign-in first (RFC 4954). */
const CONNECTION_ANSWERS: ReadonlySet<number> = new Set([421, 530]);

/** The steps of one message: an answer to the sender (`MAIL FROM`) is about us, and others will fare alike. */
const MESSAGE_STEPS: ReadonlySet<string> = new Set(["RCPT TO", "DATA"]);

/** The first digit of an SMTP answer that says "never" (RFC 5321, section 4.2.1). */
const NEVER = 5;

function describeFailure(error: unknown): Sent {
  const { code = "", responseCode, command = "" } = readFailure(error);
  const isOfMessage =
    responseCode !== undefined && MESSAGE_STEPS.has(command) && !CONNECTION_ANSWERS.has(responseCode);
  const isConnection = CONNECTION_CODES.has(code) || (responseCode !== undefined && !isOfMessage);
  const isPermanent = isOfMessage && !isConnection && Math.floor(responseCode / 100) === NEVER;
  // The words of the answer are left out: they name addresses, and may name more.
  const marks = [responseCode === undefined ? "" : String(responseCode), command.slice(0, MARK_LENGTH), code];
  return { ok: false, reason: marks.filter((mark) => mark !== "").join(" "), isPermanent, isConnection };
}

/** Letters that are kept of the step that failed. */
const MARK_LENGTH = 20;

/** What nodemailer says of a failure. */
interface Failure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

function readFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return {};
  const pick = (name: string): unknown => Reflect.get(error, name);
  const [code, responseCode, command] = [pick("code"), pick("responseCode"), pick("command")];
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof responseCode === "number" ? { responseCode } : {}),
    ...(typeof command === "string" ? { command } : {}),
  };
}
