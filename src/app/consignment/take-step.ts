import {
  CONSIGNMENT_STEPS,
  type ConsignmentStatus,
  type ConsignmentStep,
} from "#core/consignment/consignment.ts";
import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import { findStanding } from "#core/consignment/standing.ts";
import type { ConsignmentId, SiteId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { type Action, permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import type { Occurred } from "#core/time.ts";
import { type LockedConsignment, lockConsignment, recordConsignmentStep } from "#store/consignment.ts";
import { type ConsignmentShown, findConsignment } from "#store/consignment-view.ts";
import type { CommandMeta } from "../context.ts";
import type { CommandScope } from "../run-command.ts";

/** A step of a consignment, with when it happened (`YYYY-MM-DD`, `YYYY-MM`, a span; left out: now). */
export interface ConsignmentCommand {
  readonly consignmentId: ConsignmentId;
  readonly occurred?: string | undefined;
}

/** A consignment that is locked and may be acted on, and when the step happened. */
export interface StepReady {
  readonly consignment: LockedConsignment;
  readonly occurred: Occurred;
}

/**
 * Locks the consignment and checks, in this order: that it exists (`not_found`), that the sender may do this
 * (`not_permitted`), that it is as the sender saw it (`version_changed`), and when it happened (`malformed`).
 */
export async function beginStep(scope: CommandScope, action: Action, command: ConsignmentCommand) {
  const locked = await lockPermitted(scope, action, command.consignmentId);
  return locked.ok ? checkReady(scope, locked.value, command) : locked;
}

/** The first half of {@link beginStep}: refuses with `not_found` and `not_permitted`. */
export async function lockPermitted(scope: CommandScope, action: Action, id: ConsignmentId) {
  const consignment = await lockConsignment(scope.database, id);
  if (consignment === undefined) return refuse({ code: "not_found", noun: "consignment", id });
  const isImportCleared = consignment.stepTimes.has("clear_import");
  const standing = findStanding(consignment, action, { isImportCleared });
  const permitted = permit(scope.meta.actor, action, standing);
  return permitted.ok ? accept(consignment) : permitted;
}

/** The second half of {@link beginStep}: refuses with `version_changed` and `malformed`. */
export function checkReady(
  scope: CommandScope,
  consignment: LockedConsignment,
  command: Pick<ConsignmentCommand, "occurred">,
) {
  const unchanged = checkVersion(scope.meta, consignment);
  if (!unchanged.ok) return unchanged;
  const { previousFrom } = consignment;
  const occurred = decideOccurred(command.occurred, { now: scope.now, previousFrom });
  if (!occurred.ok) return occurred;
  return accept<StepReady>({ consignment, occurred: occurred.value });
}

function checkVersion(meta: CommandMeta, { id, version }: LockedConsignment) {
  const expected = meta.expectedVersion;
  if (expected === undefined || expected === version) return accept(null);
  return refuse({ code: "version_changed", noun: "consignment", id, expected, version });
}

/** The status after a step from the table, or `step_not_allowed`. */
export function nextStatus(consignment: LockedConsignment, step: ConsignmentStep) {
  return takeStep("consignment", CONSIGNMENT_STEPS, { status: consignment.status, step });
}

/** Writes the step and returns the consignment as it is then shown. */
export async function finishStep(
  scope: CommandScope,
  { consignment, occurred }: StepReady,
  change: {
    readonly step: ConsignmentStep | "release";
    readonly status: ConsignmentStatus;
    readonly siteId: SiteId;
    readonly heldInStatus?: ConsignmentStatus;
  },
): Promise<{ readonly ok: true; readonly value: ConsignmentShown }> {
  const { commandId } = scope.meta;
  const event = { step: change.step, siteId: change.siteId, occurred, commandId, recordedAt: scope.now };
  await recordConsignmentStep(scope.database, consignment.id, change.status, {
    event,
    heldInStatus: change.heldInStatus ?? null,
  });
  return await showConsignment(scope, consignment.id);
}

/** The consignment as it is shown, within the command that has just written it. */
export async function showConsignment(scope: CommandScope, id: ConsignmentId) {
  const shown = await findConsignment(scope.database, id, scope.context.reference.items);
  invariant(shown !== undefined, "a consignment just written can be read");
  return accept(shown);
}
