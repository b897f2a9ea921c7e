/** Plug and socket types, by the letters of IEC World Plugs (IEC 60083 describes them). */
export const PLUG_TYPES = [
  "A",
  "B",
  "C",
  "D",
  "E",
  "F",
  "G",
  "H",
  "I",
  "J",
  "K",
  "L",
  "M",
  "N",
  "O",
] as const;
export type PlugType = (typeof PLUG_TYPES)[number];

/** Frequencies of public supplies, hertz. */
export const FREQUENCIES = [50, 60] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** Sockets that a plug of another letter goes into as well, by IEC World Plugs: flat A into B, the Europlug C into most round ones. */
const ALSO_INTO: Readonly<Partial<Record<PlugType, readonly PlugType[]>>> = {
  A: ["B"],
  C: ["E", "F", "H", "J", "K", "L", "N", "O"],
};

/** True where a plug goes into a socket. */
export function fitsSocket(plug: PlugType, socket: PlugType): boolean {
  return plug === socket || (ALSO_INTO[plug]?.includes(socket) ?? false);
}

/** Voltages between which a device runs, both included, volts. */
export interface VoltageRange {
  readonly min: number;
  readonly max: number;
}

/** A supply may differ from its nominal voltage by a tenth (IEC 60038), so that a device for 230 V runs at 220 V and 240 V. */
const TOLERANCE = 0.1;

/** True where a device for the range runs at a supply of this nominal voltage, volts. */
export function runsAt({ min, max }: VoltageRange, voltage: number): boolean {
  return voltage >= min * (1 - TOLERANCE) && voltage <= max * (1 + TOLERANCE);
}

/** The least and the greatest voltage that may be stated, volts. */
const VOLTAGE_MIN = 5;
const VOLTAGE_MAX = 1_000;

/** True for a voltage that may be stated, volts. */
export function isVoltage(value: number): boolean {
  return Number.isSafeInteger(value) && value >= VOLTAGE_MIN && value <= VOLTAGE_MAX;
}

/** The range that a text states: `230` or `220-240`; `undefined` where it states none. */
export function readVoltageRange(text: string): VoltageRange | undefined {
  const [, first = "", last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text) ?? [];
  const min = Number(first);
  const max = Number(last === "" ? first : last);
  return first !== "" && isVoltage(min) && isVoltage(max) && min <= max ? { min, max } : undefined;
}

/** A range as {@link readVoltageRange} reads it. */
export function writeVoltageRange({ min, max }: VoltageRange): string {
  return min === max ? String(min) : `${min}-${max}`;
}

/** What the public supply of a country is: where several are in use, all of them. */
export interface CountryPower {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  /** Nominal, volts. */
  readonly voltages: readonly number[];
  readonly frequencies: readonly Frequency[];
  readonly sockets: readonly PlugType[];
}
