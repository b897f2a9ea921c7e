/**
 * Files of version 1, brought to the shape of version 2. Fields were added to version 1 while files of it were written: what a file was
 * written without, it did not ask for or could not have. One weight a demand and one stage, single units, any shipment, any
 * quantity, no companions; the first stage, nothing lost to packs; no floor unmet, no plan before packs. A certificate of
 * version 1 proves nothing of companions, nor of arrival and cost, so its `least` is `null`, as it cannot be in version 2.
 *
 * What is of another version, or of no shape at all, is handed on as it is: what is wrong with it, its shape says.
 */
export function upgradeProblem(file: unknown): unknown {
  if (!isVersion1(file)) return file;
  return {
    companions: [],
    ...file,
    version: 2,
    ...changeList(file, "supplies", (row) => ({ packUnits: 1, leastShipmentUnits: 0, ...row })),
    ...changeList(file, "demands", upgradeDemand),
  };
}

function upgradeDemand(row: Row): Row {
  if (Object.hasOwn(row, "stages") || !Object.hasOwn(row, "weightPerMille")) return { leastUnits: 0, ...row };
  const { weightPerMille, ...rest } = row;
  return { leastUnits: 0, ...rest, stages: [{ weightPerMille, uptoPerMille: 1000 }] };
}

/** The plan of a file of version 1: see {@link upgradeProblem}. */
export function upgradePlan(file: unknown): unknown {
  if (!isVersion1(file)) return file;
  const demands = changeList(file, "demands", (row) => ({ stage: 0, lostUnits: 0, roundedBy: [], ...row }));
  return { ...file, version: 2, ...demands };
}

/** The certificate of a file of version 1: see {@link upgradeProblem}. What only version 2 has is dropped: {@link listLaterFields} names it. */
export function upgradeCertificate(file: unknown): unknown {
  if (!isVersion1(file)) return file;
  const lines = changeList(file, "lines", (row) => {
    const { reason } = row;
    return isFollows(reason) ? { ...row, reason: { ...reason, bottleneck: null } } : row;
  });
  return { unmetFloors: [], unrounded: [], ...file, ...lines, least: null, version: 2 };
}

/** The fields of a certificate of version 1 that only one of version 2 has, as paths. O(lines). */
export function listLaterFields(file: unknown): readonly string[] {
  if (!isVersion1(file)) return [];
  const lines: unknown = file["lines"];
  const fields = Object.hasOwn(file, "least") ? ["least"] : [];
  if (!Array.isArray(lines)) return fields;
  lines.forEach((row: unknown, i) => {
    if (!isRecord(row) || !isFollows(row["reason"]) || !Object.hasOwn(row["reason"], "bottleneck")) return;
    fields.push(`lines.${i}.reason.bottleneck`);
  });
  return fields;
}

function isFollows(reason: unknown): reason is Row {
  return isRecord(reason) && reason["status"] === "follows";
}

type Row = Readonly<Record<string, unknown>>;

export function isVersion1(file: unknown): file is Row {
  return isRecord(file) && file["version"] === 1;
}

function isRecord(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list of a file, by its name, with every row changed; what is not a list or a row as it is, and nothing where there is none. */
function changeList(file: Row, name: string, change: (row: Row) => Row): Row {
  if (!Object.hasOwn(file, name)) return {};
  const list = file[name];
  if (!Array.isArray(list)) return { [name]: list };
  return { [name]: list.map((row: unknown) => (isRecord(row) ? change(row) : row)) };
}
