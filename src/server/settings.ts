import type { FirstAdministrator } from "#app/account/ensure-first-administrator.ts";
import { type MailSettings, readMailSettings, readOrigin } from "#app/notification/mail-settings.ts";
import type { ServerLimits } from "./limits.ts";

/** How a server runs, as its environment says. */
export interface ServerSettings {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Origin under which people reach it, without a path; left out, that of each request. */
  readonly origin?: string | undefined;
  /** Proxies in front whose `X-Forwarded-For` is believed; 0 for none. */
  readonly proxyHops: number;
  readonly secret?: string | undefined;
  readonly logLevel: string;
  readonly administrator: FirstAdministrator;
  /** How e-mail is sent; left out, none is. */
  readonly mail?: MailSettings | undefined;
  /** Where the private keys of the ledger's log are; left out, this server signs nothing. */
  readonly logKeyDirectory?: string | undefined;
  /** Where the built pages are; left out, `dist/web`. */
  readonly webDirectory?: string | undefined;
  /** What differs from the product's {@link ServerLimits}. */
  readonly limits?: Partial<ServerLimits> | undefined;
}

export type SettingsRead =
  | { readonly ok: true; readonly value: ServerSettings }
  | { readonly ok: false; readonly problems: readonly string[] };

const LOG_LEVELS: readonly string[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * Reads HOST (127.0.0.1), PORT (3000), WELLSPRING_ORIGIN, WELLSPRING_TRUST_PROXY (0: the number of
 * proxies in front, through which alone the server can be reached), WELLSPRING_SECRET,
 * WELLSPRING_LOG_LEVEL (info), WELLSPRING_SMTP_URL with WELLSPRING_MAIL_FROM, WELLSPRING_ADMIN_EMAIL and WELLSPRING_ADMIN_PASSWORD;
 * every problem at once.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsRead {
  const get = (name: string) => (environment[name] === "" ? undefined : environment[name]);
  const problems: string[] = [];
  const portText = get("PORT") ?? "3000";
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 65_536;
  if (port > 65_535) problems.push(`PORT=${portText}: a number from 0 to 65535 is needed.`);
  const origin = readOrigin(get("WELLSPRING_ORIGIN"), problems);
  const secret = get("WELLSPRING_SECRET");
  if (secret !== undefined && secret.length < 32) {
    problems.push("WELLSPRING_SECRET: 32 characters or more are needed.");
  }
  const logLevel = get("WELLSPRING_LOG_LEVEL") ?? "info";
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`WELLSPRING_LOG_LEVEL=${logLevel}: one of ${LOG_LEVELS.join(", ")} is needed.`);
  }
  const hopsText = get("WELLSPRING_TRUST_PROXY") ?? "0";
  if (!/^\d$/.test(hopsText)) {
    problems.push(`WELLSPRING_TRUST_PROXY=${hopsText}: the number of proxies in front is needed, 0 to 9.`);
  }
  const mail = readMailSettings(get, origin, problems);
  if (problems.length > 0) return { ok: false, problems };
  const value: ServerSettings = {
    host: get("HOST") ?? "127.0.0.1",
    port,
    origin,
    proxyHops: Number(hopsText),
    secret,
    logLevel,
    mail,
    administrator: { email: get("WELLSPRING_ADMIN_EMAIL"), password: get("WELLSPRING_ADMIN_PASSWORD") },
  };
  return { ok: true, value };
}
