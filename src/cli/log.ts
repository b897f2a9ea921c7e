import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { exportLog } from "#app/log/export-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { openEntry } from "#app/log/open-entry.ts";
import { proveInclusion } from "#app/log/prove.ts";
import { rotateLogKey } from "#app/log/rotate-log-key.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { asId, isId } from "#core/id.ts";
import { FIGURES, type ItemFigures } from "#verifier/figures.ts";
import { type LogSource, openAddress, openFolder } from "#verifier/read-log.ts";
import { verifyProof } from "#verifier/verify-proof.ts";
import { type Verdict, verifyLog, type VerifyOptions } from "#verifier/verify-log.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { EXIT_CODES, malformed, print, printJson, printTable, unwrap } from "./output.ts";
import { openProgress } from "./progress.ts";
import { writeFilesWhole } from "./write-files.ts";

interface Json {
  readonly json?: true;
}

interface VerifyCommandOptions extends Json {
  readonly key?: string;
  readonly origin?: string;
  readonly since?: string;
  readonly figures?: true;
}

/** `wellspring ledger verify`: whether a published log holds. Reads files or an address alone, and opens no database. */
export function addVerifyCommand(ledger: Command): void {
  ledger
    .command("verify")
    .description("Whether a published log was never rewritten: yes, or the first entry that does not fit")
    .argument("<log>", "a folder that was downloaded or exported, or a server's address")
    .option("--key <key>", "a verifier key that you trust")
    .option("--origin <origin>", "the name that the log must have")
    .option("--since <earlier>", "an earlier checkpoint file, or the folder of an earlier download")
    .option("--figures", "also what the entries add up to, as the statement has it")
    .option("--json", "data only")
    .action(async (log: string, { json, since, figures, ...options }: VerifyCommandOptions) => {
      const source = await openLog(log);
      const earlier = since === undefined ? undefined : await openEarlier(since);
      const progress = json === true ? undefined : openProgress();
      let isShown = false;
      const verdict = await verifyLog(source, {
        ...options,
        since: earlier,
        onProgress: (entries, size) => {
          if (!isShown) progress?.begin("Verifying entries", size);
          isShown = true;
          progress?.advance(entries);
        },
      });
      if (isShown) progress?.end();
      if (json === true) printJson(verdict);
      else {
        printVerdict(verdict, source);
        if (figures === true && verdict.fits) printFigures(verdict.figures);
      }
      if (!verdict.fits) process.exitCode = EXIT_CODES.refused;
    });
}

/** `wellspring ledger verify-proof`: whether a proof file shows that an entry is in the log. Opens no database. */
export function addVerifyProofCommand(ledger: Command): void {
  ledger
    .command("verify-proof")
    .description("Whether a tlog-proof file shows that an entry is in the log")
    .argument("<proof>", "file that `ledger proof` wrote")
    .argument("<leaf>", "file with the entry's leaf, byte for byte")
    .requiredOption("--key <key>", "the verifier key that you trust")
    .option("--json", "data only")
    .action(async (proof: string, leaf: string, { key, json }: Json & { readonly key: string }) => {
      const [text, bytes] = [await readGiven(proof, "proof"), await readGiven(leaf, "leaf")];
      const verdict = verifyProof(text.toString("utf8"), bytes, key);
      if (json === true) printJson(verdict);
      else if (verdict.fits) {
        const { position, size, origin } = verdict;
        print(
          `Yes: the entry stands at position ${position} of the ${size} that the log ${origin} has signed.`,
        );
      } else print(`No: ${verdict.fault.path} ${verdict.fault.reason} [${verdict.fault.rule}]`);
      if (!verdict.fits) process.exitCode = EXIT_CODES.refused;
    });
}

async function readGiven(path: string, field: string): Promise<Buffer> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw malformed([{ field, value: path, rule: "file_or_folder" }]);
  return await readFile(path);
}

async function openLog(log: string): Promise<LogSource> {
  if (/^https?:\/\//.test(log)) {
    if (!URL.canParse(log)) throw malformed([{ field: "log", value: log, rule: "address" }]);
    return openAddress(log);
  }
  const isFolder = await stat(log).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw malformed([{ field: "log", value: log, rule: "folder_or_address" }]);
  return openFolder(log);
}

async function openEarlier(path: string): Promise<VerifyOptions["since"]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw malformed([{ field: "--since", value: path, rule: "file_or_folder" }]);
  return found.isDirectory() ? { log: openFolder(path) } : { checkpoint: await readFile(path) };
}

/** The verdict is the answer, whichever way it falls: it goes to standard output. */
function printVerdict(verdict: Verdict, { name }: LogSource): void {
  if (!verdict.fits) {
    const { rule, path, position, entry, reason } = verdict.fault;
    const where = position === null ? "" : ` at position ${position}${entry === null ? "" : ` (${entry})`}`;
    print(
      path.startsWith("--since")
        ? `No: ${name} cannot be held to the earlier log${where}.`
        : `No: ${name} does not hold${where}.`,
    );
    print(`${path}: ${reason} [${rule}]`);
    return;
  }
  const { entries, movements, supplies, openings, origin, root, key, isTrusted } = verdict;
  print(
    `Yes: ${entries} entries with ${movements} movements of ${supplies} supplies fit, and ${openings} openings.`,
  );
  print(`Log ${origin}, root ${root}.`);
  print(
    isTrusted
      ? `Signed by a key that you trust, or that it vouches for: ${key}`
      : `Signed by ${key}, which nobody vouched for: compare it another way, and give it by --key.`,
  );
  print(
    verdict.extends === null
      ? "Not compared with an earlier log: keep the checkpoint, and give it by --since the next time."
      : `It extends the earlier log of ${verdict.extends} entries.`,
  );
}

function printFigures(figures: readonly ItemFigures[]): void {
  print();
  printTable(figures, [
    { title: "item", value: (row) => row.item },
    { title: "scenario", value: (row) => row.scenario },
    ...FIGURES.map((figure) => ({ title: figure, value: (row: ItemFigures) => readUnits(row[figure]) })),
  ]);
}

/** Units as a number, which is grouped; beyond 2^53 − 1 as they are written. */
function readUnits(text: string): number | string {
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** `wellspring ledger export-log`, `proof`, `open-entry`, `rotate-key`: what the operator does with the log. */
export function addLogCommands(ledger: Command, open: OpenOperator): void {
  ledger
    .command("export-log")
    .description("Write everything that is published of the log into a folder, for others to verify")
    .argument("<directory>", "where it goes; an earlier export in it is brought up to date")
    .option("--json", "data only")
    .action(async (directory: string, { json }: Json) => {
      const written = await withOperator(open, async ({ context }) => {
        await bringUpToDate(context);
        const { size, fileCount, files } = unwrap(await exportLog(context));
        await writeLog(directory, files(), json === true ? undefined : fileCount);
        return { entries: size, files: fileCount };
      });
      if (json === true) printJson({ directory, ...written });
      else {
        print(`Wrote ${written.entries} entries in ${written.files} files to ${directory}.`);
        print(`Check it: wellspring ledger verify ${directory}`);
      }
    });
  addEntryCommands(ledger, open);
  ledger
    .command("rotate-key")
    .description("Let a new key sign the log, which the old one vouches for")
    .option(
      "--new-log",
      "where the old key is lost, or the database was put back: begin the log anew, under another origin",
    )
    .option("--json", "data only")
    .action(async ({ json, newLog }: Json & { readonly newLog?: true }) => {
      const rotated = await withOperator(open, async ({ context }) => {
        await numberEntries(context);
        // What there is before the change is signed by the key that it was made under, where that is here.
        if (newLog !== true) unwrap(await signCheckpoint(context));
        const done = unwrap(await rotateLogKey(context, { newLog: newLog === true }));
        unwrap(await signCheckpoint(context));
        return done;
      });
      if (json === true) printJson(rotated);
      else {
        print(
          `The log ${rotated.origin} is signed by a new key after ${rotated.since} entries: ${rotated.key}`,
        );
        if (rotated.statement === null) print("Nobody vouches for it: tell those who trusted the old one.");
      }
    });
}

/** `wellspring ledger proof`, `open-entry`: of one entry. */
function addEntryCommands(ledger: Command, open: OpenOperator): void {
  ledger
    .command("proof")
    .description("The proof that an entry is in the log, as a tlog-proof file")
    .argument("<entry>", "id of the entry")
    .option("--out <file>", "where it goes; left out, to standard output")
    .option("--leaf <file>", "where the entry's leaf goes, which the proof is of")
    .option("--json", "data only")
    .action(
      async (
        entry: string,
        { json, out, leaf }: Json & { readonly out?: string; readonly leaf?: string },
      ) => {
        const entryId = readEntryId(entry);
        const proof = await withOperator(open, async ({ context }) => {
          await bringUpToDate(context);
          const proven = unwrap(await proveInclusion(context, entryId));
          return { ...proven, leaf: unwrap(await openEntry(context, undefined, entryId)).leaf };
        });
        if (leaf !== undefined) await writeFilesWhole([{ path: leaf, text: proof.leaf }]);
        if (out !== undefined) await writeFilesWhole([{ path: out, text: proof.file }]);
        if (json === true) printJson(proof);
        else if (out === undefined) print(proof.file.trimEnd());
        else print(`Wrote the proof of position ${proof.position} among ${proof.size} to ${out}.`);
      },
    );
  ledger
    .command("open-entry")
    .description("An entry as the log has it, with salt and value of its hidden fields")
    .argument("<entry>", "id of the entry")
    .option("--json", "data only")
    .action(async (entry: string, { json }: Json) => {
      const entryId = readEntryId(entry);
      const opened = await withOperator(open, async ({ context, actor }) => {
        await numberEntries(context);
        return unwrap(await openEntry(context, actor, entryId));
      });
      if (json === true) return printJson(opened);
      print(opened.leaf);
      if (opened.body !== null) print(opened.body);
      for (const { field, salt, value } of opened.openings) print(`${field} is ${value}, salt ${salt}`);
    });
}

function readEntryId(entry: string) {
  if (!isId(entry)) throw malformed([{ field: "entry", value: entry, rule: "uuid" }]);
  return asId<"command">(entry);
}

async function bringUpToDate(context: Operator["context"]): Promise<void> {
  await numberEntries(context);
  unwrap(await signCheckpoint(context));
}

/** Writes the files one after the other, each whole. `fileCount` is left out where nobody looks on. */
async function writeLog(
  directory: string,
  files: AsyncIterable<{ readonly path: string; readonly bytes: Uint8Array }>,
  fileCount: number | undefined,
): Promise<void> {
  const progress = fileCount === undefined ? undefined : openProgress();
  progress?.begin("Writing the log's files", fileCount ?? 0);
  let written = 0;
  for await (const { path, bytes } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFilesWhole([{ path: target, text: bytes }]);
    written += 1;
    progress?.advance(written);
  }
  progress?.end();
}
