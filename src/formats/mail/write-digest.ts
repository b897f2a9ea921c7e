import {
  type NotificationLanguage,
  sayAround,
  sayCount,
  sayNotification,
  type SentenceFacts,
} from "#core/notification/words/catalogue.ts";

/** A notification in a message: what it says, and the page it leads to. */
export interface DigestLine extends SentenceFacts {
  readonly url: string;
}

/** What a message is made of. */
export interface Digest {
  readonly language: NotificationLanguage;
  readonly lines: readonly DigestLine[];
  /** Notifications that are not listed. */
  readonly further: number;
  /** Page of all notifications, and the one on which the member says how often messages come. */
  readonly allUrl: string;
  readonly settingUrl: string;
}

/** A message's parts. */
export interface WrittenDigest {
  readonly subject: string;
  /** Plain text, lines ended by LF. */
  readonly text: string;
  /** HTML without style sheets, pictures or addresses of other hosts. */
  readonly html: string;
}

/**
 * Writes a message: plain text and HTML that say the same. The subject is how many notifications there are and, of a single one on a
 * consignment, its number: it is read by whoever sees the screen. Arabic is written from right to left.
 */
export function writeDigest({ language, lines, further, allUrl, settingUrl }: Digest): WrittenDigest {
  const count = sayCount(language, lines.length + further);
  const around = sayAround(language, further);
  const sentences = lines.map((line) => ({ url: line.url, text: sayNotification(language, line) }));
  const [only] = lines;
  const isOneConsignment = lines.length === 1 && further === 0 && only?.kind.startsWith("consignment_");
  const number = isOneConsignment ? (only?.name ?? null) : null;
  return {
    subject: number === null ? `Wellspring: ${count}` : `Wellspring: ${count} – ${number}`,
    text: [
      count,
      "",
      ...sentences.flatMap(({ text, url }) => [`- ${text}`, `  ${url}`, ""]),
      ...(further === 0 ? [] : [around.further, ""]),
      `${around.all}:`,
      allUrl,
      "",
      "--",
      around.why,
      `${around.setting}:`,
      settingUrl,
      "",
    ].join("\n"),
    html: [
      "<!doctype html>",
      `<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">`,
      `<head><meta charset="utf-8"><title>${escape(count)}</title></head>`,
      "<body>",
      `<h1>${escape(count)}</h1>`,
      "<ul>",
      ...sentences.map(({ text, url }) => `<li><a href="${escape(url)}">${escape(text)}</a></li>`),
      "</ul>",
      ...(further === 0 ? [] : [`<p>${escape(around.further)}</p>`]),
      `<p><a href="${escape(allUrl)}">${escape(around.all)}</a></p>`,
      "<hr>",
      `<p>${escape(around.why)}<br><a href="${escape(settingUrl)}">${escape(around.setting)}</a></p>`,
      "</body>",
      "</html>",
      "",
    ].join("\n"),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
