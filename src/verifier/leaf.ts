/** A hidden field: the SHA-256 of its salt and of the JSON of its path and value. */
export interface HiddenField {
  readonly sha256: string;
}

export type Account = readonly [party: string, site: string, stage: string];

export interface Movement {
  readonly line: number;
  readonly kind: string;
  readonly reversal: boolean;
  readonly supply: string;
  readonly quantity: number;
  readonly from: Account;
  readonly to: Account;
  readonly recipient: string | HiddenField | null;
  readonly consignment: string | HiddenField | null;
  readonly occurred: readonly [from: string, to: string, text: string];
}

/** Attributes of a supply: `supply` is its id, the others are compared as they stand. */
export type Supply = { readonly supply: string } & Readonly<Record<string, string | null>>;

export interface Body {
  readonly movements: readonly Movement[];
  readonly supplies: readonly Supply[];
}

/** Where movements and supplies are, of an entry too long for its leaf. */
export interface BodyApart {
  readonly sha256: string;
  readonly bytes: number;
}

export interface Leaf {
  readonly format: string;
  readonly position: number;
  readonly entry: string;
  readonly kind: string;
  readonly reason: string;
  readonly corrects: string | null;
  readonly author: HiddenField;
  readonly agreement: HiddenField | null;
  readonly recordedAt: string;
  readonly numberedAt: string;
  readonly body: Body | BodyApart;
}

const FORMAT = "wellspring-entry@v1";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const GTIN = /^[0-9]{14}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** What is read, or a sentence that says why it cannot be. */
export type Read<Value> = { readonly value: Value } | { readonly wrong: string };

/** A check of one value: `undefined` where it is right, else where and what is wrong. */
type Check = (value: unknown, at: string) => string | undefined;

const matching =
  (pattern: RegExp, what: string): Check =>
  (value, at) =>
    typeof value === "string" && pattern.test(value) ? undefined : `${at} is no ${what}`;
/** An instant that there is, in UTC: the calendar has the month and the day, the day has the time. */
const instant: Check = (value, at) =>
  typeof value === "string" && INSTANT.test(value) && isReal(value) ? undefined : `${at} is no instant`;
const day: Check = (value, at) =>
  typeof value === "string" && DAY.test(value) && isReal(`${value}T00:00:00.000Z`)
    ? undefined
    : `${at} is no day`;
const text: Check = (value, at) => (typeof value === "string" ? undefined : `${at} is no text`);
const bool: Check = (value, at) =>
  typeof value === "boolean" ? undefined : `${at} is neither true nor false`;
const counting: Check = (value, at) =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0
    ? undefined
    : `${at} is no positive whole number`;
const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at);
const listOf =
  (check: Check, length?: number): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    if (length !== undefined && value.length !== length)
      return `${at} has ${value.length} members, not ${length}`;
    for (const [index, member] of value.entries()) {
      const wrong = check(member, `${at}.${index}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** Whether an instant is one of the calendar, which reads 31 February as a day in March, and 24 o'clock as the next day's 0. */
function isReal(text: string): boolean {
  const read = new Date(text);
  return Number.isFinite(read.getTime()) && read.toISOString() === text;
}

/** A check that a member may also be left out. */
const OPTIONAL = new WeakSet<Check>();

function optional(check: Check): Check {
  const wrapped: Check = (value, at) => check(value, at);
  OPTIONAL.add(wrapped);
  return wrapped;
}

/** An object with these members and no others. */
const objectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at} is no object`;
    const found = Object.entries(value);
    const unknown = found.find(([name]) => !Object.hasOwn(members, name));
    if (unknown !== undefined) return `${at} has a member “${unknown[0].slice(0, 60)}” that nobody knows`;
    for (const [name, check] of Object.entries(members)) {
      if (!Object.hasOwn(value, name)) {
        if (OPTIONAL.has(check)) continue;
        return `${at} lacks ${name}`;
      }
      const wrong = check((value as Readonly<Record<string, unknown>>)[name], `${at}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

const hidden = objectOf({ sha256: matching(SHA256, "SHA-256 in hexadecimal") });
const shownOrHidden: Check = (value, at) =>
  value === null || typeof value === "string" ? undefined : hidden(value, at);

const BODY = objectOf({
  movements: listOf(
    objectOf({
      line: counting,
      kind: text,
      reversal: bool,
      supply: matching(UUID, "UUID"),
      quantity: counting,
      from: listOf(text, 3),
      to: listOf(text, 3),
      recipient: shownOrHidden,
      consignment: shownOrHidden,
      occurred: (value, at) =>
        listOf(text, 3)(value, at) ??
        // Three texts, checked above.
        listOf(day, 2)((value as readonly string[]).slice(0, 2), at),
    }),
  ),
  supplies: listOf(
    objectOf({
      supply: matching(UUID, "UUID"),
      item: text,
      giver: text,
      terms: text,
      offer: orNull(text),
      gtin: optional(matching(GTIN, "GTIN")),
      lot: orNull(text),
      expiry: orNull(day),
      pipeline: orNull(text),
      emergency: orNull(text),
      scenario: orNull(text),
    }),
  ),
});

const APART = objectOf({ sha256: matching(SHA256, "SHA-256 in hexadecimal"), bytes: counting });

const LEAF = objectOf({
  format: (value, at) => (value === FORMAT ? undefined : `${at} is not ${FORMAT}`),
  position: counting,
  entry: matching(UUID, "UUID"),
  kind: text,
  reason: text,
  corrects: orNull(matching(UUID, "UUID")),
  author: hidden,
  agreement: orNull(hidden),
  recordedAt: instant,
  numberedAt: instant,
  body: (value, at) => (isApart(value) ? APART(value, at) : BODY(value, at)),
});

function isApart(value: unknown): boolean {
  return typeof value === "object" && value !== null && "sha256" in value;
}

/** Reads a leaf: it must have every member, none besides, and be written in the one form that there is. */
export function readLeaf(bytes: Uint8Array): Read<Leaf> {
  const read = readCanonical(bytes, LEAF, "the leaf");
  return "wrong" in read ? read : { value: read.value as Leaf }; // every member has been checked
}

/** Reads movements and supplies that stand beside their leaf. */
export function readBody(bytes: Uint8Array): Read<Body> {
  const read = readCanonical(bytes, BODY, "the body");
  return "wrong" in read ? read : { value: read.value as Body }; // every member has been checked
}

function readCanonical(bytes: Uint8Array, check: Check, what: string): Read<unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { wrong: `${what} is no JSON in UTF-8` };
  }
  const wrong = check(value, what);
  if (wrong !== undefined) return { wrong };
  if (!Buffer.from(writeCanonical(value)).equals(bytes)) {
    return { wrong: `${what} is not written in canonical form` };
  }
  return { value };
}

/** The one text of a value: keys in code-unit order, no white space. */
export function writeCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  const members = names.map((name) => {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    return `${JSON.stringify(name)}:${writeCanonical(member)}`;
  });
  return `{${members.join(",")}}`;
}
