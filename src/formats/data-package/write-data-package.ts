import type { Field } from "./field.ts";

/** A file of a data package. */
export interface PackagedFile {
  /** Its name in the package's folder. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly format: "csv" | "parquet";
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of its bytes, 64 hex digits. */
  readonly sha256: string;
  readonly fields: readonly Field<never>[];
}

/** What is said of the package as a whole. */
export interface PackageHead {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** When it was written. */
  readonly created: string;
  /** Facts of our own, which stand under `wellspring`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const MEDIA = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

/**
 * The Table Schema (2.0, https://datapackage.org/standard/table-schema/) of a file with these fields. `unit`, `source` and
 * `nullMeaning` are properties of our own, which the standard lets stand beside its own.
 */
export function describeFields(fields: readonly Field<never>[]) {
  return {
    fields: fields.map(({ name, type, meaning, source, unit, nullMeaning }) => ({
      name,
      type,
      description: meaning,
      source,
      ...(unit === undefined ? {} : { unit }),
      ...(nullMeaning === undefined ? { constraints: { required: true } } : { nullMeaning }),
    })),
    missingValues: [""],
  };
}

/**
 * The descriptor `datapackage.json` of a folder of files (Data Package 2.0, https://datapackage.org/standard/data-package/),
 * as JSON with a line end. It is what tells of a CSV what a Parquet file says of itself.
 */
export function writeDataPackage(head: PackageHead, files: readonly PackagedFile[]): string {
  const { name, title, description, created, facts } = head;
  const descriptor = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name,
    title,
    description,
    created,
    wellspring: facts,
    resources: files.map(({ fields, sha256, rows, bytes, ...file }) => ({
      name: file.path.replaceAll(/[^a-z0-9]+/g, "-"),
      path: file.path,
      title: file.title,
      description: file.description,
      type: "table",
      format: file.format,
      mediatype: MEDIA[file.format],
      ...(file.format === "csv" ? { encoding: "utf-8", dialect: { delimiter: ",", header: true } } : {}),
      bytes,
      hash: `sha256:${sha256}`,
      rowCount: rows,
      schema: describeFields(fields),
    })),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}
