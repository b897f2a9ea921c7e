import { COLD_CLASSES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import type { Site } from "#core/site/site.ts";
import type { Day } from "#core/time.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, requireField, type RowOf } from "#formats/table/read-rows.ts";

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:?\d{2})$/i;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AP]M))?$/i;
const OFFSET = /^(?:(Z)|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?)$/i;
const CELSIUS = /^([+-]?)(\d{1,3})(?:[.,](\d{1,2})0*)?\s*(?:°\s*C|C)?$/;

/**
 * The fields of readings. Our own headers; and those of a table as loggers' programs export it, with day, time and temperature in
 * columns of their own: its device, place and zone come from columns or from the constants of a mapping.
 */
export function buildTemperatureFields(sites: ReadonlyMap<string, Site>) {
  return {
    device: requireField(
      ["device", "logger", "serial", "serial number", "#device+id"],
      (text): Parsed<string> => {
        return parsed(text.trim());
      },
    ),
    consignment: allowField(
      ["consignment", "#consignment"],
      (text): Parsed<string> => parsed(text.trim().toUpperCase()),
    ),
    site: allowField(["site", "#loc+code"], (text): Parsed<Site> => {
      const site = sites.get(text.trim().toUpperCase());
      return site === undefined ? unparsed("unknown_site") : parsed(site);
    }),
    temperatureClass: allowField(["class", "temperature_class"], (text): Parsed<ColdClass> => {
      const found = COLD_CLASSES.find((one) => one === text.trim().toLowerCase());
      return found === undefined
        ? unparsed("unknown_class", { allowed: COLD_CLASSES.join(" ") })
        : parsed(found);
    }),
    readAt: allowField(["read_at", "instant", "timestamp"], parseInstant),
    day: allowField(["date"], (text, { dates }): Parsed<Day> => parseDay(text, dates)),
    time: allowField(["time"], parseTime),
    offset: allowField(["offset", "zone"], parseOffset),
    celsius: requireField(
      ["celsius", "temperature", "temperature (°c)", "temperature (c)", "temperature °c"],
      parseCelsius,
    ),
  };
}

export type TemperatureCells = RowOf<ReturnType<typeof buildTemperatureFields>>;

/** Milliseconds since 1970 of an instant with its zone. */
function parseInstant(text: string): Parsed<number> {
  const match = INSTANT.exec(text.trim());
  const [, day = "", hour = "", minute = "", second = "00", fraction = "0", zone = ""] = match ?? [];
  const plain = `${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0")}`;
  const ms = Date.parse(`${plain}Z`);
  // What Date.parse rolls over, 31 April or 24:00, is not what was written.
  const isReal = match !== null && !Number.isNaN(ms) && new Date(ms).toISOString() === `${plain}Z`;
  const offset = parseOffset(zone);
  if (!isReal || !offset.ok) return unparsed("not_an_instant");
  return parsed(ms - offset.value * 60_000);
}

/** Minutes after midnight, to the second. */
function parseTime(text: string): Parsed<number> {
  const match = TIME.exec(text.trim());
  const [, hour = "", minute = "", second = "0", half] = match ?? [];
  const isPm = half?.toLowerCase() === "pm";
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  const isReal = match !== null && hours < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isReal || (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)))
    return unparsed("not_a_time");
  return parsed(hours * 60 + Number(minute) + Number(second) / 60);
}

/** Minutes before (below 0) or after UTC. */
function parseOffset(text: string): Parsed<number> {
  const match = OFFSET.exec(text.trim());
  if (match === null) return unparsed("not_an_offset");
  const [, zulu, sign, hours = "0", minutes = "0"] = match;
  if (zulu !== undefined) return parsed(0);
  const size = Number(hours) * 60 + Number(minutes);
  return Number(hours) > 14 || Number(minutes) > 59
    ? unparsed("not_an_offset")
    : parsed(sign === "-" ? -size : size);
}

/** Hundredths of a degree Celsius; a decimal comma is one, as no logger writes thousands of degrees. */
function parseCelsius(text: string): Parsed<number> {
  const match = CELSIUS.exec(text.trim().replace(/^\u2212/, "-"));
  if (match === null) return unparsed("not_a_temperature");
  const [, sign, whole = "", fraction = ""] = match;
  const size = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  return parsed(sign === "-" && size !== 0 ? -size : size);
}
