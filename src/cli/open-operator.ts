import { v7 } from "uuid";
import { buildOperatorActor } from "#app/account/operator.ts";
import type { AppContext } from "#app/context.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { advanceRollUp } from "#app/statement/advance-roll-up.ts";
import { asId } from "#core/id.ts";
import { asInstant } from "#core/time.ts";
import type { Operator } from "./operator.ts";
import { tell } from "./output.ts";
import { openProgress } from "./progress.ts";

/** What an operator's commands work on. */
interface Opened {
  readonly db: AppContext["database"];
  readonly close: () => Promise<void>;
}

/** The operator of a database that has just been opened: brought up to date, with the reference data in it. Its log is signed with the keys in `logKeyDirectory`. */
export async function openOperator(opened: Opened, logKeyDirectory: string): Promise<Operator> {
  try {
    const context = {
      database: opened.db,
      reference: await loadReference(),
      now: () => asInstant(new Date().toISOString()),
      newId: () => v7(),
      logKeys: { directory: logKeyDirectory, host: readOrigin()?.host ?? null },
      ...originOf(readOrigin()),
    };
    await seedReference(context);
    await buildLog(context);
    const actor = await buildOperatorActor(context);
    return {
      context,
      actor,
      newCommandId: () => asId<"command">(v7()),
      close: async () => {
        try {
          // What this command posted belongs to today, whenever somebody next reads a statement.
          await numberEntries(context);
          await signWhatIsHere(context);
          // A little of it: house-keeping does the rest, and statements are right without.
          await advanceRollUp(context, { batches: 1 });
        } finally {
          await opened.close();
        }
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The log of a database from before there was one takes its time, which is told. */
async function buildLog(context: AppContext): Promise<void> {
  const progress = openProgress();
  let isShown = false;
  await numberEntries(context, {
    onProgress: (done, total) => {
      if (!isShown && done >= total) return; // all of it at once: nothing worth telling
      if (!isShown) progress.begin("Building the ledger's log", total);
      isShown = true;
      progress.advance(done);
    },
  });
  if (isShown) progress.end();
}

/**
 * Signs the log if its key is here. Where it is not, whoever has it does: the server tells what keeps it from that, and so do
 * the commands that need a signature.
 */
async function signWhatIsHere(context: AppContext): Promise<void> {
  try {
    await signCheckpoint(context);
  } catch (error) {
    // The command has done its work; a folder of keys that another user owns does not undo it.
    tell(`The ledger's log was not signed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** WELLSPRING_ORIGIN: a new log is named after its host, and links on paper lead there. */
function readOrigin(): URL | null {
  const origin = process.env["WELLSPRING_ORIGIN"] ?? "";
  return URL.canParse(origin) ? new URL(origin) : null;
}

function originOf(url: URL | null): { readonly origin?: string } {
  return url === null ? {} : { origin: url.origin };
}
