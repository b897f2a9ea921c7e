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
    supplies: mapRows(file["supplies"], (row) => ({ packUnits: 1, leastShipmentUnits: 0, ...row })),
    demands: mapRows(file["demands"], upgradeDemand),
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
  const demands = mapRows(file["demands"], (row) => ({ stage: 0, lostUnits: 0, roundedBy: [], ...row }));
  return { ...file, version: 2, demands };
}

/** The certificate of a file of version 1: see {@link upgradeProblem}. */
export function upgradeCertificate(file: unknown): unknown {
  if (!isVersion1(file)) return file;
  if (!Object.hasOwn(file, "lines"))
    return { unmetFloors: [], unrounded: [], least: null, ...file, version: 2 };
  const lines = mapRows(file["lines"], (row) => {
    const { reason } = row;
    if (!isRecord(reason) || reason["status"] !== "follows") return row;
    return { ...row, reason: { bottleneck: null, ...reason } };
  });
  return { unmetFloors: [], unrounded: [], least: null, ...file, lines, version: 2 };
}

type Row = Readonly<Record<string, unknown>>;

export function isVersion1(file: unknown): file is Row {
  return isRecord(file) && file["version"] === 1;
}

function isRecord(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list with every row changed; what is not a list, and what is not a row, as it is. */
function mapRows(list: unknown, change: (row: Row) => Row): unknown {
  return Array.isArray(list) ? list.map((row: unknown) => (isRecord(row) ? change(row) : row)) : list;
}
