/** Runs the carried Node on a program of ours, as if it were this process. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { MODULES, say } from "./set-up.mjs";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];

/**
 * Runs `node` with `args` in the caller's folder, input and output being ours, and ends as it ends: same status,
 * or by the same signal. Signals sent to us reach it.
 */
export function runNode(node, args, options = {}) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: options.cwd ?? process.cwd(),
    stdio: "inherit",
    // The same Node for programs that it starts in turn, and the packages' own programs by name. Compiled modules are
    // kept, so that the next start need not compile them; where that cannot be, Node goes on without.
    env: {
      NODE_COMPILE_CACHE: join(MODULES, ".cache", "node"),
      ...process.env,
      PATH: [dirname(node), join(MODULES, ".bin"), process.env.PATH].filter(Boolean).join(":"),
    },
  });
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      // From a terminal, Ctrl-C and the like reach the child by themselves; twice would mean "at once".
      const byTerminal = process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT");
      if (!byTerminal) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    say(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (status, signal) => {
    if (signal === null) process.exit(status ?? 1);
    for (const each of FORWARDED) process.removeAllListeners(each);
    process.kill(process.pid, signal);
    // A signal that does not end us (we may be the first process of a container) still shows in the status.
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
  });
}
