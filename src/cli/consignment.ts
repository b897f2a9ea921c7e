import { Argument, type Command } from "commander";
import { documentQuery, readLanguages } from "#api/document.ts";
import { findByNumber } from "#app/document/find-by-number.ts";
import { writeDocument } from "#app/document/write-document.ts";
import { DOCUMENT_KINDS, type DocumentKind } from "#core/document/document.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { parseOptions } from "./options.ts";
import { print, printJson, unwrap } from "./output.ts";
import { writeFilesWhole } from "./write-files.ts";

interface DocumentOptions {
  readonly languages: string;
  readonly out?: string;
  readonly json?: true;
}

/** `wellspring consignment document`: the papers of a consignment as PDF. */
export function addConsignmentCommand(program: Command, open: OpenOperator): void {
  program
    .command("consignment")
    .description("The papers of consignments")
    .command("document")
    .description("Write a document of a consignment as PDF, in one language or two side by side")
    .argument("<consignment>", "its number (WS-…) or id")
    .addArgument(new Argument("<kind>", "which document").choices(DOCUMENT_KINDS))
    .requiredOption("--languages <codes>", "one or two of ar, zh, en, es, fr, ru, with a comma between")
    .option("--out <file>", "where it goes; left out: NUMBER-KIND-LANGUAGES.pdf in this folder")
    .option("--json", "data only")
    // One of the choices: the argument refuses any other.
    .action(async (text: string, kind: DocumentKind, { out, json, ...rest }: DocumentOptions) => {
      const languages = readLanguages(parseOptions(documentQuery, rest).languages);
      const { fileName, bytes } = await withOperator(open, async ({ context, actor }) => {
        const consignmentId = unwrap(await findByNumber(context, text));
        return unwrap(await writeDocument(context, actor, { consignmentId, kind, languages }));
      });
      const path = out ?? fileName;
      await writeFilesWhole([{ path, text: bytes }]);
      if (json === true) printJson({ path, bytes: bytes.length });
      else print(`Wrote ${path}, ${bytes.length} bytes.`);
    });
}
