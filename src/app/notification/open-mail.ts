import { createTransport } from "nodemailer";
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
      /** The mail server was not reached, or does not let us in: others will fare alike. */
      readonly isConnection: boolean;
    };

/** The way to the mail server. */
export interface Mail {
  /** Origin of the pages that messages lead to. */
  readonly origin: string;
  readonly send: (message: Message) => Promise<Sent>;
}

/** How long a mail server may take to be reached, to greet, and to answer each step, milliseconds. */
const CONNECTED_WITHIN_MS = 10_000;
const ANSWERED_WITHIN_MS = 20_000;
/** How long one message may take in all: less than a server has its turn. */
const SENT_WITHIN_MS = 120_000;

/** Opens the way to the mail server of the settings. Nothing is sent yet, and each message has a connection of its own. */
export function openMail({ smtpUrl, from, origin }: MailSettings): Mail {
  const transport = createTransport(
    {
      url: smtpUrl,
      requireTLS: needsTls(new URL(smtpUrl)),
      connectionTimeout: CONNECTED_WITHIN_MS,
      greetingTimeout: CONNECTED_WITHIN_MS,
      socketTimeout: ANSWERED_WITHIN_MS,
      // Neither files nor addresses are read for a message.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: { name: "Wellspring", address: from } },
  );
  const send = async ({ to, settingUrl, ...message }: Message): Promise<Sent> => {
    try {
      await within(
        transport.sendMail({
          ...message,
          to: { name: "", address: to },
          // RFC 3834: nobody's absence is to be answered to us.
          headers: { "Auto-Submitted": "auto-generated" },
          list: { unsubscribe: settingUrl },
        }),
      );
      return { ok: true };
    } catch (error) {
      return describeFailure(error);
    }
  };
  return { origin, send };
}

/** A password goes to another machine encrypted (STARTTLS) or not at all. */
function needsTls({ protocol, username, hostname }: URL): boolean {
  return protocol === "smtp:" && username !== "" && !/^(localhost|127\..*|\[::1\])$/.test(hostname);
}

async function within<Value>(sending: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("late"), { code: "ETIMEDOUT" })), SENT_WITHIN_MS);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
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
]);

/** The first digit of an SMTP answer that says "never" (RFC 5321, section 4.2.1). */
const NEVER = 5;

function describeFailure(error: unknown): Sent {
  const { code = "", responseCode, command = "" } = readFailure(error);
  const isConnection = CONNECTION_CODES.has(code);
  const isPermanent = !isConnection && responseCode !== undefined && Math.floor(responseCode / 100) === NEVER;
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
