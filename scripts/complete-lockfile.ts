import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listUnlocked, readLockedPackages, type Unlocked } from "#test/tidy/lockfile.ts";

/**
 * Gives package-lock.json an entry for every optional package that it names: after `npm install` on a machine that
 * could not fetch the packages of other platforms. Version, system and processor are read from the dependency and the
 * package's name ("@oxlint/binding-linux-arm64-musl"); such an entry carries no checksum until npm has seen the package.
 */
const path = join(import.meta.dirname, "../package-lock.json");
const text = readFileSync(path, "utf8");
const unlocked = listUnlocked(readLockedPackages(text));
const lock: unknown = JSON.parse(text);
if (typeof lock !== "object" || lock === null) throw new TypeError("not a lockfile");
const added = Object.fromEntries(unlocked.map((one) => [`node_modules/${one.name}`, describe(one)]));
const packages = Object.entries({ ...readLockedPackages(text), ...added });
const sorted = Object.fromEntries(packages.toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);
console.log(`package-lock.json: ${unlocked.length} entries added`);

function describe({ name, version, isDev }: Unlocked): Record<string, unknown> {
  const words = (name.split("/").at(-1) ?? "").split("-");
  const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "win32"];
  const processors = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];
  const system = systems.find((one) => words.includes(one));
  const processor =
    processors.find((one) => words.includes(one)) ??
    (words.some((word) => word.startsWith("arm")) ? "arm" : undefined);
  if (!/^\d/.test(version) || processor === undefined || (system === undefined && processor !== "wasm32")) {
    throw new Error(`${name}@${version}: its platform cannot be read from its name; write the entry by hand`);
  }
  const library = words.includes("musl")
    ? ["musl"]
    : words.includes("gnu") && system === "linux"
      ? ["glibc"]
      : undefined;
  return {
    version,
    cpu: [processor],
    ...(isDev ? { dev: true } : {}),
    ...(library === undefined ? {} : { libc: library }),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  };
}
