import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { asId, type PartyId, type SiteId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { SECRETARIAT_CODE } from "#core/party/party.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type RefusalShape, refuse } from "#core/result.ts";
import {
  EXPORTER_2020,
  listPeriodSupplies,
  listScenarioCalls,
  type PeriodSupply,
  SCENARIO_2020,
  WINDOW_2020,
} from "#core/scenario/scenario-2020.ts";
import type { Actor } from "#core/party/party.ts";
import { listRoundAgreements } from "#store/agreement.ts";
import { findScenarioRun, putScenarioRun } from "#store/scenario-run.ts";
import { raiseCall } from "../call/raise-call.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { makeOffer } from "../offer/make-offer.ts";
import { getReferencePartyId, getReferenceSiteId } from "../reference/reference-ids.ts";
import { openRound } from "../round/open-round.ts";
import { planRound } from "../round/plan-round.ts";
import { publishRound } from "../round/publish-round.ts";
import { recordReportedFigure } from "../statement/record-reported-figure.ts";
import { carryAgreement } from "./carry-agreement.ts";
import { scenarioCommandId } from "./command-ids.ts";
import { ensureScenarioLanes } from "./scenario-lanes.ts";
import { buildScenarioActor } from "./scenario-actor.ts";

/** Told how far the scenario is. */
export interface ScenarioProgress {
  readonly begin: (stage: string, total: number) => void;
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

/** A step of the scenario was refused: the scenario is ours, so its data or the rules changed under it. */
export interface ScenarioRefusedRefusal {
  readonly code: "scenario_refused";
  readonly step: string;
  readonly refusal: RefusalShape;
}

/** Agreements that are carried out side by side; each is a chain of commands, and the database has work for several. */
const AT_ONCE = 4;

/**
 * Runs the scenario "2020" from the calls to the receipts: returns whether it had been run before. Every step is a command with
 * an id made from the step's name, so a run that was interrupted anywhere goes on when it is run again, does nothing twice and
 * ends with the same figures. Refuses with `scenario_refused`.
 */
export async function runScenario(context: AppContext, progress: ScenarioProgress) {
  const earlier = await findScenarioRun(context.database, SCENARIO_2020);
  if (earlier?.finished === true) return accept({ alreadyFinished: true });
  const run = await openRun(context, progress);
  for (const stage of [recordFigures, raiseCalls, shareOutPeriods]) {
    const done = await stage(run);
    if (!done.ok) return done;
  }
  await record(run, "finished", true);
  return accept({ alreadyFinished: false });
}

interface Run {
  readonly context: AppContext;
  readonly progress: ScenarioProgress;
  readonly actor: Actor;
  readonly giverId: PartyId;
  readonly giverSiteId: SiteId;
  readonly metaFor: (...step: readonly string[]) => CommandMeta;
}

async function openRun(context: AppContext, progress: ScenarioProgress): Promise<Run> {
  const { countries, entrySites } = context.reference;
  const codes = [SECRETARIAT_CODE, ...countries.keys()];
  const actor = buildScenarioActor(codes.map(getReferencePartyId));
  const gate = entrySites.get(EXPORTER_2020);
  invariant(gate !== undefined, "the exporter has a gate");
  await ensureScenarioLanes(context, SCENARIO_2020, EXPORTER_2020);
  return {
    context,
    progress,
    actor,
    giverId: getReferencePartyId(EXPORTER_2020),
    giverSiteId: getReferenceSiteId(gate.unLocode),
    metaFor: (...step) => ({ commandId: scenarioCommandId(SCENARIO_2020, ...step), actor }),
  };
}

async function record({ context }: Run, step: string, finished: boolean): Promise<void> {
  const updatedAt = context.now();
  await putScenarioRun(context.database, { scenario: SCENARIO_2020, step, finished, updatedAt });
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly refusal: ScenarioRefusedRefusal };

/** Does `act` for every task, some at once, and tells how far it is; stops at the first refusal. */
async function forEach<Task>(
  run: Run,
  { stage, tasks }: { readonly stage: string; readonly tasks: readonly Task[] },
  act: (
    task: Task,
  ) => Promise<{ readonly ok: true } | { readonly ok: false; readonly refusal: RefusalShape }>,
): Promise<Outcome> {
  const { progress } = run;
  await record(run, stage, false);
  progress.begin(stage, tasks.length);
  let next = 0;
  let done = 0;
  let refused: RefusalShape | undefined;
  const work = async (): Promise<void> => {
    while (refused === undefined && next < tasks.length) {
      const task = tasks[next] as Task; // below the length
      next += 1;
      const result = await act(task);
      if (!result.ok) refused = result.refusal;
      done += 1;
      progress.advance(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  progress.end();
  if (refused !== undefined) return refuse({ code: "scenario_refused", step: stage, refusal: refused });
  return { ok: true };
}

async function recordFigures(run: Run): Promise<Outcome> {
  const { context, metaFor } = run;
  const figures = context.reference.reportedFigures2020;
  return await forEach(run, { stage: "Reported figures", tasks: figures }, async (figure) => {
    const { itemId, of, periodFrom, periodTo, sourceUrl } = figure;
    const step = ["figure", itemId, of ?? "", periodFrom, periodTo, sourceUrl];
    // A column that is null in the table is a field left out in the command.
    const given = Object.fromEntries(Object.entries(figure).filter(([, value]) => value !== null));
    return await recordReportedFigure(
      context,
      metaFor(...step),
      given as unknown as Parameters<typeof recordReportedFigure>[2],
    );
  });
}

async function raiseCalls(run: Run): Promise<Outcome> {
  const { context, metaFor } = run;
  const { countries, entrySites, estimateTables } = context.reference;
  const calls = listScenarioCalls(countries, estimateTables);
  return await forEach(run, { stage: "Calls", tasks: calls }, async ({ country, lines }) => {
    const gate = entrySites.get(country);
    invariant(gate !== undefined, "every country has a gate");
    const command = {
      partyId: getReferencePartyId(country),
      lines: lines.map((line) => ({
        itemId: line.itemId,
        quantity: line.quantity,
        windowFrom: WINDOW_2020.from,
        windowTo: WINDOW_2020.to,
        siteId: getReferenceSiteId(gate.unLocode),
        severity: 3,
        basis: line.basis,
      })),
    };
    return await raiseCall(context, metaFor("call", country), command, { scenario: SCENARIO_2020 });
  });
}

async function shareOutPeriods(run: Run): Promise<Outcome> {
  for (const period of listPeriodSupplies(run.context.reference.reportedFigures2020)) {
    const done = await shareOut(run, period);
    if (!done.ok) return done;
  }
  return { ok: true };
}

/** One period: its supply is offered, shared out in a round, agreed to and delivered. */
async function shareOut(run: Run, { occurred, supplies }: PeriodSupply): Promise<Outcome> {
  const { context, metaFor, giverId, giverSiteId } = run;
  const period = occurred.text;
  const offered = await forEach(run, { stage: `Offer ${period}`, tasks: [supplies] }, async (lines) => {
    const command = {
      partyId: giverId,
      terms: "sale" as const,
      lines: lines.map((line: { readonly itemId: string; readonly quantity: Quantity }) => ({
        itemId: line.itemId,
        quantity: line.quantity,
        siteId: giverSiteId,
        availableFrom: occurred.from,
        availableUntil: occurred.to,
      })),
    };
    return await makeOffer(context, metaFor("offer", period), command, { scenario: SCENARIO_2020, occurred });
  });
  if (!offered.ok) return offered;
  const planned = await planPeriod(run, period);
  if (!planned.ok)
    return refuse({ code: "scenario_refused", step: `Round ${period}`, refusal: planned.refusal });
  const agreements = await listRoundAgreements(context.database, planned.value);
  return await forEach(run, { stage: `Consignments ${period}`, tasks: agreements }, async (agreement) => {
    const metaOf = (step: string): CommandMeta => metaFor("agreement", period, agreement.recipientId, step);
    return await carryAgreement(context, {
      agreementId: agreement.id,
      giverId: agreement.giverId,
      recipientId: agreement.recipientId,
      occurred,
      metaFor: metaOf,
    });
  });
}

async function planPeriod({ context, metaFor }: Run, period: string) {
  const options = { policy: LEAST_DEVELOPED_FIRST, scenario: SCENARIO_2020 };
  const opened = await openRound(context, metaFor("open-round", period), options);
  if (!opened.ok) return opened;
  const roundId = asId<"round">(opened.value.id);
  const planned = await planRound(context, metaFor("plan-round", period), { roundId });
  if (!planned.ok) return planned;
  const published = await publishRound(context, metaFor("publish-round", period), { roundId });
  if (!published.ok) return published;
  return accept(roundId);
}
