import { Presets, SingleBar } from "cli-progress";
import { tell } from "./output.ts";

/** Shows how far long work is. */
export interface Progress {
  readonly begin: (what: string, total: number) => void;
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

/**
 * A bar on a terminal; elsewhere one line when a stage begins and one when it ends, on standard error, so that a
 * log stays readable and standard output holds nothing but the answer.
 */
export function openProgress(): Progress {
  return process.stderr.isTTY ? openBar() : openLines();
}

function openBar(): Progress {
  let bar: SingleBar | undefined;
  return {
    begin: (what, total) => {
      const format = `${what.padEnd(34)} {bar} {percentage} %  {value}/{total}`;
      bar = new SingleBar(
        { format, hideCursor: true, stream: process.stderr, clearOnComplete: false },
        Presets.shades_classic,
      );
      bar.start(total, 0);
    },
    advance: (done) => bar?.update(done),
    end: () => bar?.stop(),
  };
}

function openLines(): Progress {
  let stage = "";
  let total = 0;
  let reached = 0;
  return {
    begin: (what, of) => {
      [stage, total, reached] = [what, of, 0];
      tell(`${stage} …`);
    },
    advance: (done) => {
      const tenth = total === 0 ? 0 : Math.floor((done / total) * 4);
      if (tenth > reached && done < total) tell(`${stage} ${Math.round((done / total) * 100)} %`);
      reached = Math.max(reached, tenth);
    },
    end: () => tell(`${stage} done (${total})`),
  };
}
