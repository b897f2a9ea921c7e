/** What a scan of XML meets: the beginning and end of elements, and text between them. Prefixes are taken off names. */
export interface XmlEvents {
  readonly open: (name: string, attribute: (name: string) => string | undefined) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Scans well-formed XML 1.0 without a document type (workbooks have none) and reports what it meets; returns
 * false where the text is not that. A document type is refused because it can declare entities that grow
 * without bound; other than the five named ones and character numbers, no entity is known.
 *
 * An element without content is reported as opened and closed. Time grows with the length of the text.
 */
export function scanXml(xml: string, events: XmlEvents): boolean {
  const open: string[] = [];
  let offset = 0;
  while (offset < xml.length) {
    const tag = xml.indexOf("<", offset);
    const textEnd = tag === -1 ? xml.length : tag;
    if (textEnd > offset && open.length > 0) events.text(decodeEntities(xml.slice(offset, textEnd)));
    if (tag === -1) break;
    const special = skipSpecial(xml, tag, events);
    if (special === undefined) return false;
    if (special > tag) {
      offset = special;
      continue;
    }
    const end = findTagEnd(xml, tag);
    if (end === -1) return false;
    if (xml[tag + 1] === "/") {
      const name = localName(xml.slice(tag + 2, end).trim());
      if (open.pop() !== name) return false;
      events.close(name);
    } else {
      const isEmpty = xml[end - 1] === "/";
      const source = xml.slice(tag + 1, isEmpty ? end - 1 : end);
      const name = localName(/^[^\s]+/.exec(source)?.[0] ?? "");
      events.open(name, (wanted) => findAttribute(source, wanted));
      if (isEmpty) events.close(name);
      else open.push(name);
    }
    offset = end + 1;
  }
  return open.length === 0;
}

/** Where a comment, instruction or CDATA section ends; `tag` itself where there is none; undefined where it is bad. */
function skipSpecial(xml: string, tag: number, events: XmlEvents): number | undefined {
  const skipTo = (end: string, from: number): number | undefined => {
    const found = xml.indexOf(end, from);
    return found === -1 ? undefined : found + end.length;
  };
  if (xml.startsWith("<!--", tag)) return skipTo("-->", tag + 4);
  if (xml.startsWith("<?", tag)) return skipTo("?>", tag + 2);
  if (xml.startsWith("<![CDATA[", tag)) {
    const end = skipTo("]]>", tag + 9);
    if (end !== undefined) events.text(xml.slice(tag + 9, end - 3));
    return end;
  }
  return xml.startsWith("<!", tag) ? undefined : tag;
}

/** The `>` that ends a tag: one inside an attribute's quotes does not. */
function findTagEnd(xml: string, tag: number): number {
  let quote = "";
  for (let index = tag + 1; index < xml.length; index += 1) {
    const character = xml[index] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return index;
    else if (character === "<") return -1;
  }
  return -1;
}

function findAttribute(source: string, wanted: string): string | undefined {
  for (const [, name = "", double, single] of source.matchAll(/\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (localName(name) === wanted) return decodeEntities(double ?? single ?? "");
  }
  return undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(decimal, 10);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}
