/**
 * One HXL hashtag with its attributes, as the HXL 1.1 tagging conventions (hxlstandard.org, "Tagging
 * conventions", 2018) define it: `#capacity +vaccine +doses`.
 */
export interface Hashtag {
  /** The tag without `#`, in lower case: `capacity`. */
  readonly tag: string;
  /** The attributes without `+`, in lower case, each once, in text order: the standard gives their order no meaning. */
  readonly attributes: readonly string[];
  /** The normalised text, `#capacity+doses+vaccine`: equal texts are equal hashtags. */
  readonly text: string;
  /** What the file says, trimmed. */
  readonly written: string;
}

/** A pattern over hashtags: the tag, attributes that must be there, attributes that must not. */
export interface HashtagPattern {
  readonly tag: string;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** With `!` at the end: no attribute beside those named. */
  readonly exact: boolean;
}

const HASHTAG = /^#[a-z]\w*(?:\s*\+\s*[a-z]\w*)*$/i;
const PATTERN = /^#([a-z]\w*)((?:\s*[+-]\s*[a-z]\w*)*)\s*(!?)$/i;

/** Tags of the 2014 trial edition whose meaning the standard later moved into another tag with attributes. */
const OLD_TAGS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  lat_deg: ["geo", "lat"],
  lon_deg: ["geo", "lon"],
  report_date: ["date", "reported"],
  from_date: ["date", "start"],
  to_date: ["date", "end"],
  period_date: ["date", "period"],
  data_lnk: ["meta", "source", "url"],
  source_lnk: ["meta", "source", "url"],
  source: ["meta", "source"],
  source_id: ["meta", "source", "code"],
  site_lnk: ["contact", "url"],
  address: ["contact", "address"],
  loctype: ["loc", "type"],
  funder: ["org", "funder"],
  funder_id: ["org", "funder", "code"],
  prog: ["org", "prog"],
  prog_id: ["org", "prog", "code"],
  impl: ["org", "impl"],
  impl_id: ["org", "impl", "code"],
};

/**
 * Returns the hashtag a cell holds, or undefined where the cell is not one.
 *
 * Tags of the 2014 trial edition are read as their successors (`#lat_deg` as `#geo+lat`, `#adm1_id` as
 * `#adm1+code`); its extension tags `#x_…` have no successor and stay as they are.
 */
export function findHashtag(cell: string): Hashtag | undefined {
  const written = cell.trim();
  if (!HASHTAG.test(written)) return undefined;
  const [first = "", ...rest] = written
    .slice(1)
    .split("+")
    .map((part) => part.trim().toLowerCase());
  const [tag, ...implied] = renewTag(first);
  const attributes = [...new Set([...implied, ...rest])].toSorted();
  return { tag, attributes, text: `#${[tag, ...attributes].join("+")}`, written };
}

function renewTag(tag: string): readonly [string, ...string[]] {
  if (tag.startsWith("x_")) return [tag];
  const known = Object.hasOwn(OLD_TAGS, tag) ? OLD_TAGS[tag] : undefined;
  if (known !== undefined) return known;
  if (tag.endsWith("_id")) return [tag.slice(0, -3), "code"];
  return [tag];
}

/**
 * Returns the pattern that a text such as `#capacity+vaccine+doses` or `#country-code` writes, or undefined
 * where it is none. `+name` must be there, `-name` must not, `!` at the end allows no other attribute.
 */
export function findHashtagPattern(text: string): HashtagPattern | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, tag = "", attributes = "", exact = ""] = match;
  const [renewed, ...implied] = renewTag(tag.toLowerCase());
  const present: string[] = [...implied];
  const absent: string[] = [];
  for (const [, sign, name = ""] of attributes.matchAll(/([+-])\s*(\w+)/g)) {
    (sign === "+" ? present : absent).push(name.toLowerCase());
  }
  return { tag: renewed, present, absent, exact: exact === "!" };
}

/** True where the hashtag has the pattern's tag and attributes, in whatever order either was written. */
export function isHashtagMatch(pattern: HashtagPattern, hashtag: Hashtag): boolean {
  if (pattern.tag !== hashtag.tag) return false;
  const held = new Set(hashtag.attributes);
  return (
    pattern.present.every((name) => held.has(name)) &&
    pattern.absent.every((name) => !held.has(name)) &&
    (!pattern.exact || held.size === new Set(pattern.present).size)
  );
}
