import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { findLeastCostFlow, type Network } from "#core/allocation/least-cost-flow.ts";
import { startNetworkReader } from "#formats/dimacs/read-network.ts";
import { writeSolution } from "#formats/dimacs/write-network.ts";
import { malformed, printJson, unwrap } from "./output.ts";

/** `wellspring flow`: the flow of least cost in a network that is given as a DIMACS file. Needs no database. */
export function addFlowCommand(program: Command): void {
  program
    .command("flow")
    .description("The flow of least cost in a network (DIMACS minimum-cost flow), as a DIMACS solution")
    .argument("<file>", "lines p min NODES ARCS, n ID FLOW, a SRC DST LOW CAP COST; CAP -1: no limit")
    .option("--json", "data only: the optimum, and the flow on every arc in the order of the file")
    .action(async (path: string, { json }: { json?: true }) => {
      const network = await readNetworkFile(path);
      const solution = unwrap(findLeastCostFlow(network));
      if (json === true) {
        printJson({ optimum: `${solution.totalCost}`, flow: [...solution.flow] });
        return;
      }
      await pipeline(Readable.from(writeSolution(network, solution)), process.stdout, { end: false });
    });
}

async function readNetworkFile(path: string): Promise<Network> {
  const reader = startNetworkReader();
  try {
    // Chunks of a stream without an encoding are buffers.
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      reader.push(chunk as Buffer);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EISDIR")
      throw malformed([{ field: "file", value: path, rule: "file_not_found" }]);
    throw new Error(`${path} cannot be read`, { cause: error });
  }
  return unwrap(reader.finish());
}
