/** What package-lock.json says of one package, as far as it is read here. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** An optional package that the lockfile names as a dependency but holds no entry for. */
export interface Unlocked {
  readonly name: string;
  readonly version: string;
  readonly isDev: boolean;
}

/**
 * Optional packages without an entry, each once, sorted by name. npm leaves them out where the package of another
 * platform could not be fetched; `npm ci` then refuses the lockfile, and that platform gets no package.
 */
export function listUnlocked(packages: Readonly<Record<string, LockedPackage>>): readonly Unlocked[] {
  const found = new Map<string, Unlocked>();
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (listPlaces(path, name).some((place) => place in packages)) continue;
      found.set(name, { name, version, isDev: entry.dev === true });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Breaches of what a lockfile must be: complete, for every platform, and without the address of a registry. */
export function findLockfileBreaches(packages: Readonly<Record<string, LockedPackage>>): readonly string[] {
  const unlocked = listUnlocked(packages).map(({ name }) => `${name}: run node scripts/complete-lockfile.ts`);
  const entries = Object.entries(packages).filter(([path]) => path !== "");
  const unversioned = entries
    .filter(([, { version }]) => version === undefined)
    .map(([path]) => `${path}: no version`);
  const addressed = entries
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([path]) => `${path}: an address`);
  return [...unlocked, ...unversioned, ...addressed];
}

/** The `packages` of a lockfile's text. Throws for a file that is none. */
export function readLockedPackages(text: string): Readonly<Record<string, LockedPackage>> {
  const lock: unknown = JSON.parse(text);
  if (typeof lock !== "object" || lock === null || !("packages" in lock))
    throw new TypeError("not a lockfile");
  // The shape is npm's, and every field that is read is optional.
  return lock.packages as Readonly<Record<string, LockedPackage>>;
}

/** Where Node would look for `name` from the package at `path`, from the nearest folder outwards. */
function listPlaces(path: string, name: string): readonly string[] {
  const parents = path.split(/\/?node_modules\//).filter((part) => part !== "");
  return Array.from({ length: parents.length + 1 }, (_, depth) =>
    [...parents.slice(0, parents.length - depth), name].map((part) => `node_modules/${part}`).join("/"),
  );
}
