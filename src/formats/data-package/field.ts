/** Types of Table Schema 2.0 that the files use. */
export type FieldType = "string" | "integer" | "boolean" | "date" | "datetime";

/** A value of a field: a day `YYYY-MM-DD` where it is a date, an instant in UTC with milliseconds where a datetime. */
export type FieldValue = string | number | bigint | boolean | null;

/**
 * One column of a file, with what its dictionary says of it: one list makes the file in each format and the dictionary,
 * so that no column can be there without its meaning.
 */
export interface Field<Row> {
  /** Small letters, digits and `_`. */
  readonly name: string;
  readonly type: FieldType;
  readonly meaning: string;
  /** Where the value comes from. */
  readonly source: string;
  /** What a number counts; left out where it counts nothing. */
  readonly unit?: string;
  /** What an empty value says; left out where none is ever empty. */
  readonly nullMeaning?: string;
  readonly value: (row: Row) => FieldValue;
}
