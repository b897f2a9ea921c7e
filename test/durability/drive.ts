import { execFileSync } from "node:child_process";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/**
 * A drive that loses its power, simulated by two file systems, one in the other:
 *
 *   plate.img ─ loop device ─ ext4 “cache” ─ drive.img ─ loop device ─ ext4 “disk”, on which programs work
 *
 * What a program writes without fsync is in the memory of the file system “disk”. What that has handed on to its device is in the
 * memory of the file system “cache”, as in a drive's own volatile cache, until the device is told to flush, which writes
 * drive.img to plate.img. A cut is EXT4_IOC_SHUTDOWN without a flush of the journal on “cache”: from one instant to the next
 * nothing reaches plate.img any more, and mounting both again shows what had. Drives write what they have cached in an order
 * of their own: just before the cut random pieces of drive.img are written, so that a program's writes since its last fsync
 * survive in part, later ones without earlier ones, and halves of a page.
 *
 * Cannot show: a drive that says that it has flushed and has not, or a sector of which half was written. Needs root and Linux.
 */
export interface Drive {
  /** Where programs work while it is mounted. */
  readonly disk: string;
  /** The power goes. Every program that works on the disk has still to be ended: it gets errors from here on. */
  cut(random: () => number): void;
  /** The power is back, and no program is left on the disk: what had reached the plate is there again. */
  restore(): Promise<void>;
  /** Unmounts and removes it; what is in the folder is gone. */
  remove(): Promise<void>;
}

const TOOLS = ["dd", "losetup", "mkfs.ext4", "mount", "umount", "perl"] as const;

/** `sync_file_range`'s number, which Perl has to be told. */
const SYNC_FILE_RANGE: Readonly<Record<string, number>> = { x64: 277, arm64: 84 };

/** Why no drive can be simulated here; `undefined` where one can. */
function findObstacle(): string | undefined {
  if (process.platform !== "linux" || SYNC_FILE_RANGE[process.arch] === undefined)
    return "needs Linux, x64 or arm64";
  if (process.getuid?.() !== 0) return "needs root, to mount file systems";
  const missing = TOOLS.filter((tool) => !isInstalled(tool));
  if (missing.length > 0) return `needs ${missing.join(", ")}`;
  if (!existsSync("/dev/loop-control")) return "needs loop devices";
  return undefined;
}

function isInstalled(tool: string): boolean {
  return ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].some((folder) => existsSync(join(folder, tool)));
}

/** Why no drive can be simulated here, found by making a small one and taking it away; `undefined` where one can. */
export async function tryDrive(folder: string): Promise<string | undefined> {
  const obstacle = findObstacle();
  if (obstacle !== undefined) return obstacle;
  try {
    await (await makeDrive(join(folder, "trial"), 32)).remove();
    return undefined;
  } catch (error) {
    return `mounting is not allowed here: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  }
}

/** Makes a drive of so many MiB in `folder`, which is made. What went wrong is taken down again. */
export async function makeDrive(folder: string, sizeMiB: number): Promise<Drive> {
  const [plate, cache, disk] = ["plate.img", "cache", "disk"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const image = join(cache, "drive.img");
  for (const directory of [cache, disk]) mkdirSync(directory, { recursive: true });
  const mounted: Mounted[] = [];
  const mountDrive = (isNew: boolean): void => {
    if (isNew) fillFile(plate, Math.ceil(sizeMiB * 1.15) + 32);
    mounted.push(mountImage(plate, cache, isNew));
    if (isNew) fillFile(image, sizeMiB);
    // Read into memory in large pieces, it would also be written back in those: it is begun with nothing of it in memory.
    if (isNew) forget(image);
    mounted.push(mountImage(image, disk, isNew));
  };
  const takeDown = async (): Promise<void> => {
    for (let last = mounted.at(-1); last !== undefined; last = mounted.at(-1)) {
      await unmount(last);
      mounted.pop();
    }
  };
  const remove = async (): Promise<void> => {
    await takeDown();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    mountDrive(true);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    disk,
    cut: (random) => cutPower(image, sizeMiB, random),
    restore: async () => {
      await takeDown();
      mountDrive(false);
    },
    remove,
  };
}

interface Mounted {
  readonly device: string;
  readonly at: string;
}

/** Written all over, so that later writes are in place and need no word in the journal of the file system it lies on. */
function fillFile(path: string, sizeMiB: number): void {
  const file = openSync(path, "w");
  try {
    const piece = Buffer.alloc(1024 * 1024);
    for (let written = 0; written < sizeMiB; written += 1) writeSync(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function forget(path: string): void {
  run("dd", `if=${path}`, "iflag=nocache", "count=0");
}

function mountImage(image: string, at: string, isNew: boolean): Mounted {
  if (isNew) run("mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0", image);
  const device = run("losetup", "-f", "--show", image).trim();
  try {
    run("mount", "-t", "ext4", "-o", "noatime,nodiscard,commit=60", device, at);
  } catch (error) {
    run("losetup", "-d", device);
    throw error;
  }
  return { device, at };
}

/** Programs that were killed may hold the disk for a moment yet. */
const UNMOUNT_TRIES = 100;

async function unmount({ device, at }: Mounted): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      run("umount", at);
      break;
    } catch (error) {
      if (tries >= UNMOUNT_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  run("losetup", "-d", device);
}

/** Pieces of 64 KiB; of every other one a random part is written, if there is anything of it to write, and then the power goes. */
const CUT = `
  my ($path, $seed, $pieces, $number) = @ARGV;
  srand($seed);
  open(my $file, "+<", $path) or die "$path: $!";
  for my $piece (0 .. $pieces - 1) {
    next if rand() < 0.5;
    my $from = int(rand(16));
    my $count = 1 + int(rand(16 - $from));
    syscall($number, fileno($file), $piece * 65536 + $from * 4096, $count * 4096, 2);
  }
  my $how = pack("L", 2); # EXT4_GOING_FLAGS_NOLOGFLUSH
  ioctl($file, 0x8004587d, $how) or die "EXT4_IOC_SHUTDOWN: $!";
`;

function cutPower(image: string, sizeMiB: number, random: () => number): void {
  const seed = Math.floor(random() * 2 ** 31);
  run("perl", "-e", CUT, image, String(seed), String(sizeMiB * 16), String(SYNC_FILE_RANGE[process.arch]));
}

function run(command: string, ...args: readonly string[]): string {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
  return execFileSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
    timeout: 120_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
