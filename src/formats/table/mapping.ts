import { z } from "zod";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, isDay } from "#core/time.ts";
import { decodeText } from "./decode-text.ts";
import { DATE_STYLES, type DateStyle, type MonthBounds } from "./parse-date.ts";
import { ENGLISH_NUMBERS, type NumberStyle } from "./parse-number.ts";
import type { Delimiter } from "./table.ts";

/** How a file that somebody else laid out says what our fields say. */
export interface Mapping {
  /** Column header or HXL tag pattern → our field. */
  readonly columns: Readonly<Record<string, string>>;
  /** Our field → the text that every row has for it. */
  readonly constants: Readonly<Record<string, string>>;
  readonly dates: DateStyle;
  readonly numbers: NumberStyle;
  /** Where months stand without a year: the days between which they lie. */
  readonly monthBounds?: MonthBounds;
  readonly delimiter?: Delimiter;
  /** Name of a workbook's sheet. */
  readonly sheet?: string;
  /** Line of the header, where it is not the first and no hashtags stand below it. */
  readonly headerLine?: number;
}

const DELIMITER_NAMES = { comma: ",", semicolon: ";", tab: "\t" } as const satisfies Record<
  string,
  Delimiter
>;

const DaySchema = z.custom<Day>((value) => typeof value === "string" && isDay(value), "no day, YYYY-MM-DD");

const MappingSchema = z
  .strictObject({
    columns: z.record(z.string().trim().min(1), z.string().min(1)),
    constants: z.record(z.string().min(1), z.string()).default({}),
    dates: z.enum(DATE_STYLES).default("iso"),
    numbers: z
      .strictObject({ thousands: z.enum(["", ",", ".", " ", "'"]), decimal: z.enum([".", ","]) })
      .refine(({ thousands, decimal }) => thousands !== decimal, "thousands and decimal are the same")
      .default(ENGLISH_NUMBERS),
    monthBounds: z
      .strictObject({ earliest: DaySchema, latest: DaySchema })
      .refine(({ earliest, latest }) => earliest <= latest, "latest is before earliest")
      .optional(),
    delimiter: z.enum(["comma", "semicolon", "tab"]).optional(),
    sheet: z.string().min(1).optional(),
    headerLine: z.int().min(1).optional(),
  })
  .superRefine(({ columns, constants }, context) => {
    const fields = [...Object.values(columns), ...Object.keys(constants)];
    const doubled = fields.find((field, index) => fields.indexOf(field) !== index);
    if (doubled === undefined) return;
    context.addIssue({ code: "custom", path: ["columns"], message: `the field ${doubled} is given twice` });
  });

/** A mapping for files that follow our own headers: English numbers, ISO dates. */
export const PLAIN_MAPPING: Mapping = { columns: {}, constants: {}, dates: "iso", numbers: ENGLISH_NUMBERS };

/**
 * Returns the mapping that a small JSON file holds, or refuses `malformed` with the path of everything wrong in it;
 * unknown keys are refused too. docs/IMPORT-FORMATS.md describes the file. Example, for deliveries by month:
 *
 * ```json
 * {
 *   "columns": { "#country+code": "recipient", "#capacity+vaccine+doses": "quantity", "Date": "occurred" },
 *   "constants": { "item": "vaccine" },
 *   "numbers": { "thousands": ",", "decimal": "." },
 *   "dates": "day_month_year",
 *   "monthBounds": { "earliest": "2020-12-01", "latest": "2022-05-31" }
 * }
 * ```
 */
export function readMapping(bytes: Uint8Array): Result<Mapping, MalformedRefusal> {
  const decoded = decodeText(bytes);
  if (!decoded.ok) {
    const facts = { byte_offset: decoded.offset, read_as: decoded.encoding };
    const problem: Problem = {
      field: "file",
      value: null,
      rule: "wrong_encoding",
      line: decoded.line,
      facts,
    };
    return refuse({ code: "malformed", problems: [problem] });
  }
  let json: unknown;
  try {
    json = JSON.parse(decoded.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : "";
    const problem: Problem = { field: "file", value: null, rule: "not_json", facts: { reason } };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const checked = MappingSchema.safeParse(json);
  if (!checked.success) {
    const problems = checked.error.issues.map((issue): Problem => {
      const field = issue.path.join(".") || "file";
      return { field, value: null, rule: "wrong_mapping", facts: { reason: issue.message } };
    });
    return refuse({ code: "malformed", problems });
  }
  const { columns, constants, dates, numbers, monthBounds, delimiter, sheet, headerLine } = checked.data;
  return accept({
    columns,
    constants,
    dates,
    numbers,
    ...(monthBounds === undefined ? {} : { monthBounds }),
    ...(delimiter === undefined ? {} : { delimiter: DELIMITER_NAMES[delimiter] }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(headerLine === undefined ? {} : { headerLine }),
  });
}
