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
 * Makes each format once for a language and options: they take long to make, lists ask for one in every row, and there are few. Options
 * are plain texts and numbers.
 */
function keepFormats<Options extends object, Format>(
  make: (language: string, options: Options) => Format,
): (language: string, options: Options) => Format {
  const made = new Map<string, Format>();
  return (language, options) => {
    const key = `${language} ${JSON.stringify(options)}`;
    const format = made.get(key) ?? make(language, options);
    made.set(key, format);
    return format;
  };
}

const numberFormat = keepFormats(
  (language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options),
);
const dateFormat = keepFormats(
  (language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options),
);

/** The wording for the page's language. */
export function useWording(): Wording {
  // English is written for the world: days before months, as most of its readers have it.
  const shown = useLanguage();
  const language = shown === "en" ? "en-GB" : shown;
  const { t } = useTranslation();
  const number = numberFormat(language, {});
  const short = numberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const percent = numberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const level = numberFormat(language, { maximumSignificantDigits: 4 });
  const signed = numberFormat(language, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
  const noYear = (month: number) => {
    const name = formatDate(language, `2020-${String(month).padStart(2, "0")}-01`, { month: "long" });
    return t("time.monthNoYear", { month: name });
  };
  return {
    quantity: (value) => number.format(value),
    short: (value) => short.format(value),
    share: (value) => percent.format(value),
    level: (value) => level.format(value),
    // Isolated: in Arabic the sign would else go to the other end of the number.
    signed: (value) => `\u2066${signed.format(value)}\u2069`,
    when: (text) => formatWhen(language, text, noYear),
    moment: (milliseconds) => formatMoment(language, new Date(milliseconds)),
    list: (parts) => new Intl.ListFormat(language, { type: "conjunction" }).format(parts),
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
