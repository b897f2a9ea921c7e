import type { SupplyId } from "#core/id.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { Day } from "#core/time.ts";
import {
  type AskedShelfLife,
  countLeftDays,
  type Lot,
  type ShelfLifeAsker,
  type ShelfLifeTooShortRefusal,
} from "./shelf-life.ts";

/** What a line of an agreement says of shelf life on arrival. */
export interface AgreedShelfLife {
  /** Days that the rules asked when both sides were asked; `null`: none, or what cannot be shown (then somebody asks it). */
  readonly askedShelfLifeDays: number | null;
  readonly shelfLifeAskedBy: ShelfLifeAsker | null;
  /** Days that this agreement asks in place of the rules, 0 or more; `null`: the rules hold. */
  readonly agreedShelfLifeDays: number | null;
}

/** The recipient has to say that it takes less shelf life than its rules ask: consent to the goods does not say that. */
export interface ShelfLifeNotWaivedRefusal {
  readonly code: "shelf_life_not_waived";
  /** The lines that ask less than the rules do. */
  readonly lineNumbers: readonly number[];
}

/** What an agreement's line has to be held to, in days, and who asks it. */
interface HeldShelfLife {
  /** `null`: nothing, or what cannot be shown to be left (then somebody asks it). */
  readonly days: number | null;
  readonly by: ShelfLifeAsker | "agreement" | null;
}

/** What an agreement's line is held to: its own days, or those of the rules. */
export function findHeld({
  askedShelfLifeDays,
  shelfLifeAskedBy,
  agreedShelfLifeDays,
}: AgreedShelfLife): HeldShelfLife {
  if (agreedShelfLifeDays !== null) return { days: agreedShelfLifeDays, by: "agreement" };
  return { days: askedShelfLifeDays, by: shelfLifeAskedBy };
}

/** Whether a line asks less than the rules do: only the recipient can say that it takes that. */
export function isWaiver(line: AgreedShelfLife): boolean {
  const { askedShelfLifeDays, shelfLifeAskedBy, agreedShelfLifeDays } = line;
  if (agreedShelfLifeDays === null || shelfLifeAskedBy === null) return false;
  return askedShelfLifeDays === null || agreedShelfLifeDays < askedShelfLifeDays;
}

/** The line's rules as a rule asks of a lot. */
export function keepAsked(asked: AskedShelfLife): Omit<AgreedShelfLife, "agreedShelfLifeDays"> {
  return { askedShelfLifeDays: asked.days, shelfLifeAskedBy: asked.by };
}

/**
 * Whether a lot that arrives on a day has left what the line of an agreement holds it to. Refuses with `shelf_life_too_short`. What
 * an agreement asks itself is asked of lots that expire; that others have none is known to those who agree.
 */
export function checkArrival(
  line: AgreedShelfLife & { readonly supplyId: SupplyId },
  lot: Pick<Lot, "expiry">,
  arriveOn: Day,
): Result<null, ShelfLifeTooShortRefusal> {
  const held = findHeld(line);
  if (held.by === null) return accept(null);
  const leftDays = countLeftDays(lot, arriveOn);
  if (held.by === "agreement" && leftDays === null) return accept(null);
  if (held.days !== null && leftDays !== null && leftDays >= held.days) return accept(null);
  return refuse({
    code: "shelf_life_too_short",
    supplyId: line.supplyId,
    expiry: lot.expiry,
    arriveOn,
    askedDays: held.days,
    leftDays,
    askedBy: held.by,
  });
}
