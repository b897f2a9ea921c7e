/**
 * FHIR R4's own rules, as far as they can be checked without a terminology server, for the resources that we write: which elements there
 * are, of which type, how often (the definitions of 4.0.1), what primitives look like (section 2.24.0.1), codes of the required bindings,
 * and of bundles that addresses are unique (bdl-7) and that references within it lead somewhere. It shares nothing with the writers.
 */
interface ElementRule {
  readonly type: string;
  readonly min: 0 | 1;
  readonly isMany?: true;
  readonly codes?: readonly string[];
  /** Resource types that a reference may lead to. */
  readonly targets?: readonly string[];
}

const one = (type: string, rest: Partial<ElementRule> = {}): ElementRule => ({ type, min: 0, ...rest });
const must = (type: string, rest: Partial<ElementRule> = {}): ElementRule => ({ type, min: 1, ...rest });
const many = (type: string, rest: Partial<ElementRule> = {}): ElementRule =>
  one(type, { isMany: true, ...rest });

/** Elements by type; `[x]` elements by each of the names that they can have here. */
const TYPES: Readonly<Record<string, Readonly<Record<string, ElementRule>>>> = {
  Bundle: {
    identifier: one("Identifier"),
    type: must("code", {
      codes: ["document", "message", "transaction", "collection", "searchset", "history"],
    }),
    timestamp: one("instant"),
    entry: many("BundleEntry"),
  },
  BundleEntry: { fullUrl: one("uri"), resource: one("Resource") },
  Immunization: {
    identifier: many("Identifier"),
    status: must("code", { codes: ["completed", "entered-in-error", "not-done"] }),
    vaccineCode: must("CodeableConcept"),
    patient: must("Reference", { targets: ["Patient"] }),
    occurrenceDateTime: must("dateTime"),
    recorded: one("dateTime"),
    primarySource: one("boolean"),
    location: one("Reference", { targets: ["Location"] }),
    lotNumber: one("string"),
    expirationDate: one("date"),
    performer: many("ImmunizationPerformer"),
    protocolApplied: many("ImmunizationProtocol"),
  },
  ImmunizationPerformer: {
    actor: must("Reference", { targets: ["Practitioner", "PractitionerRole", "Organization"] }),
  },
  ImmunizationProtocol: {
    doseNumberPositiveInt: one("positiveInt"),
    doseNumberString: one("string"),
    seriesDosesPositiveInt: one("positiveInt"),
  },
  AdverseEvent: {
    identifier: one("Identifier"),
    actuality: must("code", { codes: ["actual", "potential"] }),
    subject: must("Reference", { targets: ["Patient", "Group", "Practitioner", "RelatedPerson"] }),
    recordedDate: one("dateTime"),
    seriousness: one("CodeableConcept"),
    location: one("Reference", { targets: ["Location"] }),
    suspectEntity: many("AdverseEventSuspect"),
  },
  AdverseEventSuspect: { instance: must("Reference", { targets: ["Immunization", "Medication"] }) },
  Medication: { code: one("CodeableConcept"), batch: one("MedicationBatch") },
  MedicationBatch: { lotNumber: one("string"), expirationDate: one("dateTime") },
  Location: {
    identifier: many("Identifier"),
    status: one("code", { codes: ["active", "suspended", "inactive"] }),
    name: one("string"),
    mode: one("code", { codes: ["instance", "kind"] }),
    address: one("Address"),
    position: one("Position"),
    managingOrganization: one("Reference", { targets: ["Organization"] }),
  },
  Position: { longitude: must("decimal"), latitude: must("decimal") },
  Address: { country: one("string") },
  Organization: { identifier: many("Identifier"), active: one("boolean"), name: one("string") },
  Identifier: { type: one("CodeableConcept"), system: one("uri"), value: one("string") },
  CodeableConcept: { coding: many("Coding"), text: one("string") },
  Coding: { system: one("uri"), code: one("code"), display: one("string") },
  Reference: { reference: one("string"), extension: many("Extension") },
  Extension: { url: must("uri"), valueCode: one("code") },
};

const DATE = String.raw`\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?`;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))`;
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  decimal: (value) => typeof value === "number" && Number.isFinite(value),
  positiveInt: (value) => Number.isInteger(value) && Number(value) > 0,
  string: (value) => typeof value === "string" && /\S/.test(value),
  code: (value) => typeof value === "string" && /^\S+(\s\S+)*$/.test(value),
  uri: (value) => typeof value === "string" && /^\S+$/.test(value) && URL.canParse(value),
  date: (value) => typeof value === "string" && new RegExp(`^${DATE}$`).test(value),
  dateTime: (value) => typeof value === "string" && new RegExp(`^${DATE}(T${TIME})?$`).test(value),
  instant: (value) => typeof value === "string" && new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${TIME}$`).test(value),
};

/** Codes of systems that are known here: of FHIR's own, all; of CVX, that a code is two or three digits. */
const SYSTEMS: Readonly<Record<string, RegExp>> = {
  "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness": /^(non-serious|serious)$/,
  "http://hl7.org/fhir/sid/cvx": /^\d{2,3}$/,
};
/** data-absent-reason's codes (R4). */
const ABSENT =
  /^(unknown|asked-unknown|temp-unknown|not-asked|asked-declined|masked|not-applicable|unsupported|as-text|error|not-a-number|negative-infinity|positive-infinity|not-performed|not-permitted)$/;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Everything in which a bundle breaks the rules, as sentences with the place; none where it does not. */
export function findFhirBreaches(bundle: unknown): string[] {
  if (!isObject(bundle) || bundle["resourceType"] !== "Bundle") return ["it is no Bundle"];
  const entries = Array.isArray(bundle["entry"]) ? bundle["entry"].filter(isObject) : [];
  const urls = entries.map((entry) => String(entry["fullUrl"]));
  const typeOf = new Map(
    entries.map((entry, index) => [
      urls[index] ?? "",
      isObject(entry["resource"]) ? entry["resource"]["resourceType"] : undefined,
    ]),
  );
  const doubled = urls.filter((url, index) => urls.indexOf(url) !== index);
  return [
    ...doubled.map((url) => `bdl-7: ${url} stands there twice`),
    ...checkType("Bundle", bundle, "Bundle", typeOf),
  ];
}

type Types = ReadonlyMap<string, unknown>;

function checkType(type: string, value: unknown, path: string, types: Types): string[] {
  if (!isObject(value)) return [`${path}: no object`];
  if (Object.keys(value).length === 0) return [`ele-1 at ${path}: neither a value nor children`];
  const known = type === "Resource" ? String(value["resourceType"]) : type;
  const rules = TYPES[known];
  if (rules === undefined) return [`${path}: no rules for ${known}`];
  const unknown = Object.keys(value).filter((name) => name !== "resourceType" && !(name in rules));
  return [
    ...unknown.map((name) => `${path}: ${known} has no ${name}`),
    ...Object.entries(rules).flatMap(([name, rule]) =>
      checkElement(value[name], `${path}.${name}`, rule, types),
    ),
    ...checkWhole(known, value, path),
  ];
}

function checkElement(value: unknown, path: string, rule: ElementRule, types: Types): string[] {
  if (value === undefined) return rule.min === 1 ? [`${path}: required`] : [];
  if ((rule.isMany === true) !== Array.isArray(value))
    return [`${path}: ${rule.isMany ? "no list" : "a list"}`];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) return [`${path}: an empty list`];
  return values.flatMap((each, index) => {
    const place = rule.isMany === true ? `${path}[${index}]` : path;
    const isRight = PRIMITIVES[rule.type];
    if (isRight === undefined) {
      return [...checkType(rule.type, each, place, types), ...checkTarget(each, place, rule, types)];
    }
    if (!isRight(each)) return [`${place}: no ${rule.type}`];
    return rule.codes?.includes(String(each)) === false ? [`${place}: ${String(each)} is not bound`] : [];
  });
}

function checkTarget(value: unknown, path: string, { targets }: ElementRule, types: Types): string[] {
  if (targets === undefined || !isObject(value) || value["reference"] === undefined) return [];
  const { reference } = value;
  const target = typeof reference === "string" ? types.get(reference) : undefined;
  if (typeof target !== "string") return [`${path}: leads nowhere`];
  return targets.includes(target) ? [] : [`${path}: leads to ${target}`];
}

/** Rules that are about several elements of a type. */
function checkWhole(type: string, value: Json, path: string): string[] {
  if (type === "ImmunizationProtocol") {
    const count = ["doseNumberPositiveInt", "doseNumberString"].filter((name) => name in value).length;
    return count === 1 ? [] : [`${path}.doseNumber[x]: required, once`];
  }
  if (type === "Coding") {
    const pattern = SYSTEMS[String(value["system"])];
    if (pattern === undefined) return [`${path}.system: unknown`];
    return pattern.test(String(value["code"])) ? [] : [`${path}.code: not of its system`];
  }
  if (type === "Extension")
    return ABSENT.test(String(value["valueCode"])) ? [] : [`${path}.valueCode: unknown`];
  return [];
}
