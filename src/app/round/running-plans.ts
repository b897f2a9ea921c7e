import type { PlanProgress } from "#core/allocation/plan-snapshot.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import type { Instant } from "#core/time.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/** What is worked out for a round: its plan, or two plans that are compared. */
type PlanWork = "plan" | "comparison";

/** Work on a round that is going on in this process. */
interface RunningPlan {
  readonly roundId: RoundId;
  readonly work: PlanWork;
  readonly startedAt: Instant;
  /** Who had it done: nobody else's work is cancelled. */
  readonly userId: string;
  progress: PlanProgress;
  readonly stop: AbortController;
}

/** What each open database has going on. Nothing of it outlives the process: neither does the work. */
const runningOf = new WeakMap<AppContext["database"], Set<RunningPlan>>();

/**
 * Runs `work` and shows it as going on until it ends. `work` gets a signal (that of whoever waits, or of whoever cancels) and a
 * place to tell how far it is.
 */
export async function whileShown<Value>(
  context: AppContext,
  {
    signal,
    ...of
  }: Pick<RunningPlan, "roundId" | "work" | "userId"> & { readonly signal: AbortSignal | undefined },
  run: (means: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: PlanProgress) => void;
  }) => Promise<Value>,
): Promise<Value> {
  const stop = new AbortController();
  const running: RunningPlan = {
    ...of,
    startedAt: context.now(),
    progress: { phase: "policy", settled: 0, lines: 0 },
    stop,
  };
  const all = runningOf.get(context.database) ?? new Set();
  runningOf.set(context.database, all);
  all.add(running);
  try {
    return await run({
      signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
      onProgress: (progress) => {
        running.progress = progress;
      },
    });
  } finally {
    all.delete(running);
  }
}

function listRunning({ database }: AppContext, roundId: RoundId): readonly RunningPlan[] {
  return [...(runningOf.get(database) ?? [])].filter((one) => one.roundId === roundId);
}

/** What of a round is being worked out in this process, and how far it is. Refuses with `not_permitted`. */
export async function readRunningPlans(context: AppContext, actor: Actor, roundId: RoundId) {
  const permitted = permit(actor, "plan_round", { secretariat: await getSecretariatId(context.database) });
  if (!permitted.ok) return permitted;
  return accept({
    items: listRunning(context, roundId).map(({ work, startedAt, userId, progress }) => {
      return { work, startedAt, own: userId === actor.userId, ...progress };
    }),
  });
}

/**
 * Ends what the sender has going on for a round: whoever waits for it is refused with `plan_not_found`, and nothing of it is
 * written. Returns how many works were ended. Refuses with `not_permitted`.
 */
export async function cancelRunningPlans(
  context: AppContext,
  actor: Actor,
  { roundId, work }: Pick<RunningPlan, "roundId" | "work">,
) {
  const permitted = permit(actor, "plan_round", { secretariat: await getSecretariatId(context.database) });
  if (!permitted.ok) return permitted;
  const own = listRunning(context, roundId).filter((one) => one.work === work && one.userId === actor.userId);
  for (const { stop } of own) stop.abort();
  return accept({ cancelled: own.length });
}
