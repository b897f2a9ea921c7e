import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { ConsignmentId, SiteId } from "#core/id.ts";
import type { Problem } from "#core/result.ts";

/** Where a logger is: with a consignment, or in the room of a class at a site. */
export interface MonitorPlace {
  readonly device: string;
  readonly temperatureClass: ColdClass;
  readonly consignmentId: ConsignmentId | null;
  readonly siteId: SiteId | null;
}

/** Readings as they are stated, in arrays of one length: there may be hundreds of thousands. */
export interface StatedReadings {
  readonly places: readonly MonitorPlace[];
  /** Index into `places`. */
  readonly place: readonly number[];
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly readAt: readonly number[];
  readonly hundredthsCelsius: readonly number[];
}

/** The length of a device's name, and what it is made of: printable ASCII without spaces. */
export const DEVICE = /^[!-~]{1,40}$/;
/** Nothing is colder than the first; nothing that is shipped or stored is warmer than the second. Hundredths of a degree. */
const COLDEST = -27_315;
const WARMEST = 30_000;

/** Every reading once, with what is wrong with any of them under its index. */
export interface CheckedReadings {
  /** Indices of the readings, each device and instant once. */
  readonly kept: readonly number[];
  readonly problems: readonly (Problem & { readonly index: number })[];
}

/**
 * Checks readings: `reading_out_of_range`, `reading_in_the_future`, `reading_contradicts` (the device reads another temperature, or is in another
 * place, at the same instant). The same reading twice is one. O(readings).
 */
export function checkReadings(stated: StatedReadings, nowMs: number): CheckedReadings {
  const { places, place, readAt, hundredthsCelsius } = stated;
  const seen = new Map<string, Map<number, number>>();
  const kept: number[] = [];
  const problems: (Problem & { readonly index: number })[] = [];
  readAt.forEach((at, index) => {
    const value = hundredthsCelsius[index] ?? 0;
    if (value < COLDEST || value > WARMEST) {
      problems.push({ index, field: "celsius", value: String(value / 100), rule: "reading_out_of_range" });
    }
    if (at > nowMs) {
      problems.push({ index, field: "readAt", value: null, rule: "reading_in_the_future" });
    }
    const { device = "" } = places[place[index] ?? -1] ?? {};
    const ofDevice = seen.get(device) ?? new Map<number, number>();
    seen.set(device, ofDevice);
    const first = ofDevice.get(at);
    if (first === undefined) {
      ofDevice.set(at, index);
      kept.push(index);
    } else if (hundredthsCelsius[first] !== value || place[first] !== place[index]) {
      problems.push({ index, field: "celsius", value: String(value / 100), rule: "reading_contradicts" });
    }
  });
  return { kept, problems };
}
