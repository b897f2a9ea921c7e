import { z } from "zod";
import { STAGES } from "#core/ledger/movement.ts";
import { RECORDED_TERMS } from "#core/ledger/supply.ts";
import { ALL_GROUPS, type Group, GROUPS } from "#core/statement/statement.ts";
import { isDay } from "#core/time.ts";
import { bytesView, commanding, fileView, reading } from "./endpoint.ts";
import {
  countrySchema,
  countSchema,
  daySchema,
  instantSchema,
  itemIdSchema,
  monthSchema,
  pageOf,
  pageQuery,
  slugSchema,
} from "./scalars.ts";

const reportedBeside = z.object({
  id: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  /** As printed; null where only a value was published. */
  quantity: z.number().nullable(),
  unitPrinted: z.string(),
  /** In the item's base unit; null where the printed unit cannot be converted exactly. */
  baseQuantity: z.number().nullable(),
  qualifier: z.enum(["exact", "more_than", "about"]),
  valueMinor: z.number().nullable(),
  currency: z.string().nullable(),
  sourceUrl: z.string(),
  publisher: z.string().nullable(),
  edition: z.string().nullable(),
  conflictGroup: z.string().nullable(),
  /** True where the recorded units of exactly the figure's period can be told. */
  samePeriod: z.boolean(),
  /** Units recorded as cleared for export in the figure's period; null unless `samePeriod`. */
  recorded: z.number().nullable(),
  /** Recorded less reported; null unless both can be told. */
  difference: z.number().nullable(),
});

export const statementRow = z.object({
  item: z.string().nullable(),
  /** The wider item that this row is a part of, where that row is in the statement too ("of which medical"). */
  of: z.string().nullable(),
  unit: z.string().nullable(),
  exporter: z.string().nullable(),
  recipient: z.string().nullable(),
  month: z.string().nullable(),
  terms: z.enum(RECORDED_TERMS).nullable(),
  pipeline: z.string().nullable(),
  /** Code of the site where the units stood after what is counted. */
  site: z.string().nullable(),
  /** The stage that the figures of the row count; the others of it are 0. */
  stage: z.enum(STAGES).nullable(),
  pledged: z.number(),
  agreed: z.number(),
  dispatched: z.number(),
  /** Cleared for export: what a customs office of the exporting country counts. */
  cleared: z.number(),
  importCleared: z.number(),
  received: z.number(),
  used: z.number(),
  wasted: z.number(),
  lost: z.number(),
  returned: z.number(),
  reported: z.array(reportedBeside),
});
export type StatementRow = z.infer<typeof statementRow>;

export const statementQuery = z.object({
  item: itemIdSchema.optional(),
  exporter: codeOrCountry(),
  recipient: codeOrCountry(),
  terms: z.enum(RECORDED_TERMS).optional(),
  pipeline: z.string().max(60).optional(),
  scenario: slugSchema.optional(),
  /** Code of a site. By site, or of one, every movement is read: narrow it by item or exporter. */
  site: codeOrCountry(),
  /** First and last month, inclusive. */
  from: monthSchema.optional(),
  to: monthSchema.optional(),
  /** As it stood at the end of this day (UTC): nothing that got its position in the ledger later counts. */
  asOf: daySchema.optional(),
  /** Comma-separated groups; every regrouping adds up to the same totals. Left out: item. */
  by: groups(ALL_GROUPS),
});

const POSITION = /^[1-9]\d{0,14}$/;

/** What bulk files are asked for. */
export const filesQuery = z.object({
  /** As {@link statementQuery}, or a ledger position. */
  asOf: z
    .string()
    .refine((text) => isDay(text) || POSITION.test(text), { message: "day_or_position" })
    .transform((text) => (POSITION.test(text) ? Number(text) : text))
    .optional(),
  /** What happened wholly in it. */
  year: z
    .string()
    .regex(/^(?!0000)\d{4}$/, { message: "year" })
    .optional(),
  scenario: slugSchema.optional(),
  /** As {@link statementQuery}, without site and stage; left out: all of them. */
  by: groups(GROUPS),
});

function groups(known: readonly Group[]) {
  const one = `(${known.join("|")})`;
  return z
    .string()
    .regex(new RegExp(`^${one}(,${one})*$`), { message: "groups" })
    .optional();
}

function codeOrCountry() {
  return z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9_-]{1,39}$/, { message: "code" })
    .optional();
}

export const statementView = z.object({
  asOf: z.string(),
  ledgerPosition: z.number(),
  scenario: z.string().nullable(),
  rows: z.array(statementRow),
  /** Units, by item and stage, whose source does not say precisely enough whether they lie in the period; not in `rows`. */
  straddling: z.array(
    z.object({
      item: z.string(),
      unit: z.string(),
      dispatched: z.number(),
      received: z.number(),
      movements: z.number(),
    }),
  ),
});
export type StatementView = z.infer<typeof statementView>;

export const reportedFigureView = z.object({
  id: z.string(),
  exporter: z.string(),
  importer: z.string().nullable(),
  itemId: z.string(),
  of: z.string().nullable(),
  periodFrom: z.string(),
  periodTo: z.string(),
  quantity: z.number().nullable(),
  unitPrinted: z.string(),
  baseQuantity: z.number().nullable(),
  qualifier: z.enum(["exact", "more_than", "about"]),
  valueMinor: z.number().nullable(),
  currency: z.string().nullable(),
  sourceUrl: z.string(),
  publisher: z.string().nullable(),
  edition: z.string().nullable(),
  conflictGroup: z.string().nullable(),
  recordedAt: instantSchema,
});

const recordReportedFigureBody = z.strictObject({
  exporter: countrySchema,
  importer: countrySchema.optional(),
  itemId: itemIdSchema,
  of: itemIdSchema.optional(),
  periodFrom: daySchema,
  periodTo: daySchema,
  quantity: countSchema.optional(),
  unitPrinted: z.string().regex(/^[\p{L}\p{N} _.%/-]{1,40}$/u, { message: "unit" }),
  /** In base units; left out where the printed unit cannot be converted exactly. */
  baseQuantity: countSchema.optional(),
  qualifier: z.enum(["exact", "more_than", "about"]),
  valueMinor: countSchema.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { message: "iso_4217" })
    .optional(),
  sourceUrl: z.url({ protocol: /^https?$/ }).max(2000),
  publisher: z.string().min(1).max(200).optional(),
  edition: daySchema.optional(),
  conflictGroup: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, { message: "slug" })
    .optional(),
});

export const statementEndpoints = {
  getStatement: reading({
    path: "/statement",
    summary: "Who sent what to whom, on which terms, and what became of it",
    tag: "statement",
    query: statementQuery,
    response: statementView,
  }),
  getStatementCsv: reading({
    path: "/statement.csv",
    summary:
      "The same as a file for a spreadsheet; every row says as of which day and ledger position it stands",
    tag: "statement",
    query: statementQuery,
    response: fileView,
    media: "text/csv",
  }),
  getStatementParquet: reading({
    path: "/statement.parquet",
    summary:
      "The same as a Parquet file; its metadata have day, ledger position, the log's root and what each column means",
    tag: "statement",
    query: statementQuery,
    response: bytesView,
    media: "application/vnd.apache.parquet",
  }),
  getDataDictionary: reading({
    path: "/statement/dictionary",
    summary:
      "What each column of the bulk files means: of the statement, and of the movements that it is added up from",
    tag: "statement",
    response: z.object({
      tables: z.array(
        z.object({
          name: z.enum(["statement", "movements"]),
          fields: z.array(
            z.object({
              name: z.string(),
              type: z.string(),
              description: z.string(),
              /** What a number counts. */
              unit: z.string().nullable(),
              source: z.string(),
              /** What an empty value says; null where none is ever empty. */
              nullMeaning: z.string().nullable(),
            }),
          ),
        }),
      ),
    }),
  }),
  listReportedFigures: reading({
    path: "/reported-figures",
    summary: "Figures that others published, with their sources",
    tag: "statement",
    query: z.object({ ...pageQuery, exporter: countrySchema.optional(), item: itemIdSchema.optional() }),
    response: pageOf(reportedFigureView),
  }),
  recordReportedFigure: commanding({
    path: "/reported-figures",
    summary: "Record a published figure with its source",
    tag: "statement",
    body: recordReportedFigureBody,
    response: reportedFigureView,
  }),
};
