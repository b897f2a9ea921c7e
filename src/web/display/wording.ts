import { useTranslation } from "react-i18next";
import { useLanguage } from "../server/reference.ts";

/** Numbers and dates in the language of the page. */
export interface Wording {
  /** A whole number with its groups of digits, never shortened. */
  readonly quantity: (value: number) => string;
  /** A number shortened for axes and labels. */
  readonly short: (value: number) => string;
  /** A share from 0 to 1 in per cent. */
  readonly share: (value: number) => string;
  /** A level of fairness, to four significant digits. */
  readonly level: (value: number) => string;
  /** A number with its sign. */
  readonly signed: (value: number) => string;
  /** A day, a month, a span, an instant, or a month without a year: as precise as the text is, and no more. */
  readonly when: (text: string) => string;
  /** An instant of this device, in its own time zone: today by the hour, else with the day. Milliseconds since 1970. */
  readonly moment: (milliseconds: number) => string;
  readonly list: (parts: readonly string[]) => string;
}

/**
 * Makes each format once for a language, when it is first asked for: they take long to make (40 ms on a telephone), lists ask for one in
 * every row, and there are few.
 */
function keepFormats<Format>(make: (language: string) => Format): (language: string) => Format {
  const made = new Map<string, Format>();
  return (language) => {
    const format = made.get(language) ?? make(language);
    made.set(language, format);
    return format;
  };
}

function keepNumbers(options: Intl.NumberFormatOptions): (language: string) => Intl.NumberFormat {
  return keepFormats((language) => new Intl.NumberFormat(language, options));
}

const plain = keepNumbers({});
const short = keepNumbers({ notation: "compact", maximumFractionDigits: 1 });
const percent = keepNumbers({ style: "percent", maximumFractionDigits: 1 });
const level = keepNumbers({ maximumSignificantDigits: 4 });
const signed = keepNumbers({ signDisplay: "exceptZero", maximumFractionDigits: 1 });
const listed = keepFormats((language) => new Intl.ListFormat(language, { type: "conjunction" }));

/** Options are plain texts and numbers, of few kinds. */
const dates = new Map<string, (language: string) => Intl.DateTimeFormat>();
function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const formatOf = dates.get(key) ?? keepFormats((made) => new Intl.DateTimeFormat(made, options));
  dates.set(key, formatOf);
  return formatOf(language);
}

/** The wording for the page's language. */
export function useWording(): Wording {
  // English is written for the world: days before months, as most of its readers have it.
  const shown = useLanguage();
  const language = shown === "en" ? "en-GB" : shown;
  const { t } = useTranslation();
  const noYear = (month: number) => {
    const name = formatDate(language, `2020-${String(month).padStart(2, "0")}-01`, { month: "long" });
    return t("time.monthNoYear", { month: name });
  };
  return {
    quantity: (value) => plain(language).format(value),
    short: (value) => short(language).format(value),
    share: (value) => percent(language).format(value),
    level: (value) => level(language).format(value),
    // Isolated: in Arabic the sign would else go to the other end of the number.
    signed: (value) => `\u2066${signed(language).format(value)}\u2069`,
    when: (text) => formatWhen(language, text, noYear),
    moment: (milliseconds) => formatMoment(language, new Date(milliseconds)),
    list: (parts) => listed(language).format(parts),
  };
}

function formatMoment(language: string, moment: Date): string {
  const hour = { hour: "2-digit", minute: "2-digit" } as const;
  const isToday = moment.toDateString() === new Date().toDateString();
  const options = isToday ? hour : ({ day: "numeric", month: "short", ...hour } as const);
  return dateFormat(language, options).format(moment);
}

function formatWhen(language: string, text: string, noYear: (month: number) => string): string {
  const withoutYear = /^XXXX-(\d{2})$/.exec(text)?.[1];
  if (withoutYear !== undefined) return noYear(Number(withoutYear));
  const [from, to] = text.split("/");
  if (from !== undefined && to !== undefined) {
    return `${formatWhen(language, from, noYear)} – ${formatWhen(language, to, noYear)}`;
  }
  if (/^\d{4}-\d{2}$/.test(text)) {
    return formatDate(language, `${text}-01`, { year: "numeric", month: "short" });
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return formatDate(language, text, { year: "numeric", month: "short", day: "numeric" });
  }
  return formatDate(language, text, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** Text that is no date is shown as it is: a source may have put it in a way that we cannot read. */
function formatDate(language: string, text: string, options: Intl.DateTimeFormatOptions): string {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return text;
  return dateFormat(language, { timeZone: "UTC", ...options }).format(instant);
}
