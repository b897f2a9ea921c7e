import type { RefusalText } from "./refusal-text.ts";

/** The refusals of shelf life and of the cold chain, with their status and words. */
export const STORAGE_REFUSALS = {
  no_cold_room: {
    status: 409,
    title: "No cold room",
    sentence:
      "The site has room for {room} cm³ of {temperatureClass}, what is on its way taken off; the goods need {needed}. Who runs the site can state more capacity.",
  },
  shelf_life_not_waived: {
    status: 409,
    title: "Shelf life not waived",
    sentence:
      "Lines {lineNumbers} ask less shelf life on arrival than your rules do: say expressly that you take that.",
  },
  shelf_life_too_short: {
    status: 409,
    title: "Shelf life too short",
    sentence:
      "The lot (last day {expiry}) would arrive on {arriveOn} with {leftDays} days left; {askedDays} are asked, by: {askedBy}.",
  },
  units_under_cold_hold: {
    status: 409,
    title: "Units on hold",
    sentence:
      "Of these units, {asked} are asked and {free} are free: the others wait for somebody to decide whether they may be used after what happened in the cold chain (hold {holdId}).",
  },
} as const satisfies Readonly<Record<string, RefusalText>>;
