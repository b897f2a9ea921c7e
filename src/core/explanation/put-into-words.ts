import type {
  BindingGroup,
  BottleneckChange,
  BottleneckExplanation,
  FloorExplanation,
  LineChange,
  LineExplanation,
  PlanExplanation,
  RestChange,
  RestExplanation,
} from "./facts.ts";
import type { Naming } from "./naming.ts";
import type { Wording } from "./wording.ts";

/** An explanation in sentences of one language. */
export interface Explained {
  /** What it got, or what is left of it. */
  readonly head: string;
  /** Why; what it was that bound it follows as `causes`. */
  readonly reason: string;
  readonly causes: readonly string[];
  /** Whether the equipment that answers it runs at its site; empty where no model is stated. */
  readonly equipment: readonly string[];
  /** Who else draws on it; `null` where nothing is shared. */
  readonly sharing: string | null;
  /** What stands over `changes`. */
  readonly changesHeading: string;
  readonly changes: readonly string[];
  /** How the figures in `changes` are meant; `null` where there are none. */
  readonly note: string | null;
}

/** The language and the names that words are made of. */
export interface Speech {
  readonly wording: Wording;
  readonly naming: Naming;
}

/** So many causes, and so many things that would have changed it, are told of a bottleneck; the facts hold all. */
const TOLD_MAX = 8;
/** So many of one kind; of packs, one of each level. */
const KIND_TOLD_MAX = 2;
const PACKS_TOLD_MAX = 3;

/** The explanation of a line in words. */
export function putLineIntoWords(
  { bottlenecks }: Pick<PlanExplanation, "bottlenecks">,
  line: LineExplanation,
  speech: Speech,
): Explained {
  const { say, number, units } = speech.wording;
  const head = say(line.status === "met" ? "line.headMet" : "line.head", {
    line: speech.naming.line(line.demand),
    allocated: number(line.allocated),
    asked: units(line.asked),
    level: tellLevel(line, speech),
    fairShare: number(line.fairShare),
  });
  const bottleneck = line.bottleneck === null ? undefined : bottlenecks[line.bottleneck];
  const shared = chooseMore(bottleneck?.changes ?? []);
  return {
    head,
    reason: [...tellRounding(line, speech), say(`line.${line.status}`)].join(" "),
    causes: tellCauses(bottleneck?.groups ?? line.inTheWay, speech),
    equipment: [],
    sharing: bottleneck === undefined ? null : tellSharers(bottleneck, line.demand, speech),
    changesHeading: say("change.heading"),
    changes: [
      ...line.changes.map((change) => tellLineChange(change, speech)),
      ...shared.map((change) => tellMore(change, bottleneck?.isEven ?? true, speech)),
    ],
    note: shared.length > 0 ? say("note.prices") : null,
  };
}

/** What packs and least quantities cost a line, and why. */
function tellRounding({ lostUnits, roundedBy }: LineExplanation, { wording }: Speech): readonly string[] {
  if (roundedBy.length === 0) return [];
  const why = wording.list(roundedBy.map((rule) => wording.say(`rounding.${rule}`)));
  return [wording.say("rounding.cost", { amount: wording.units(lostUnits), why })];
}

/** The explanation of what is left of a supply in words. */
export function putRestIntoWords(rest: RestExplanation, speech: Speech): Explained {
  const { say, number, units } = speech.wording;
  return {
    head: say("rest.head", {
      supply: speech.naming.supply(rest.supply),
      quantity: number(rest.quantity),
      of: units(rest.of),
    }),
    reason: say(`rest.${rest.reason}`),
    causes: tellCauses(rest.inTheWay, speech),
    equipment: [],
    sharing: null,
    changesHeading: say("change.heading"),
    changes: rest.changes.map((change) => tellRestChange(change, speech)),
    note: null,
  };
}

/** What a stage promises and there is not enough for, in words. */
export function putFloorIntoWords({ stage, demands, groups }: FloorExplanation, speech: Speech): Explained {
  const { say, units, list } = speech.wording;
  const lines = demands.map(({ demand, promised }) =>
    say("floor.line", { line: speech.naming.line(demand), promised: units(promised) }),
  );
  return {
    head: say("floor.head", { stage, lines: list(lines) }),
    reason: say("floor.reason"),
    causes: tellCauses(groups, speech),
    equipment: [],
    sharing: null,
    changesHeading: "",
    changes: [],
    note: null,
  };
}

/** A level, with the stage where there are several: what stands in an earlier stage stands lower. */
function tellLevel(
  { level, stage }: { readonly level: number; readonly stage: number | null },
  { wording }: Speech,
): string {
  const told = wording.level(level);
  return stage === null ? told : wording.say("amount.levelInStage", { level: told, stage });
}

/** Of what more would bring, the most of each kind, so that one kind does not crowd out the others. */
function chooseMore(changes: readonly BottleneckChange[]): readonly BottleneckChange[] {
  const told = new Map<BottleneckChange["kind"], number>();
  return changes
    .filter(({ kind }) => {
      const count = (told.get(kind) ?? 0) + 1;
      told.set(kind, count);
      return count <= (kind === "pack" ? PACKS_TOLD_MAX : KIND_TOLD_MAX);
    })
    .slice(0, TOLD_MAX);
}

function tellCauses(groups: readonly BindingGroup[], speech: Speech): readonly string[] {
  const count = groups.length - TOLD_MAX;
  const told = groups.slice(0, TOLD_MAX).map((group) => tellCause(group, speech));
  return count > 0 ? [...told, speech.wording.say("amount.more", { count })] : told;
}

function tellCause(group: BindingGroup, { wording, naming }: Speech): string {
  const { say, units, mass, volume, list } = wording;
  if (group.kind === "supply") {
    const supplies = list(group.supplies.map(({ supply }) => naming.supply(supply)));
    const amount = units(group.quantity);
    const count = group.supplies.length;
    if (count === 1) return say("cause.supply", { supply: supplies, amount });
    return say("cause.supplies", { count, item: naming.item(group.item), supplies, amount });
  }
  const when = list(group.spans.map(({ from, to }) => naming.span(from, to)));
  switch (group.kind) {
    case "lane_mass":
      return say("cause.lane_mass", { lane: naming.lane(group.lane), amount: mass(group.capacity), when });
    case "lane_volume":
    case "lane_cold_volume":
      return say(`cause.${group.kind}`, {
        lane: naming.lane(group.lane),
        amount: volume(group.capacity),
        when,
      });
    case "receiving_units":
    case "receiving_volume":
    case "receiving_cold_volume": {
      const amount =
        group.kind === "receiving_units"
          ? naming.capacity(group.receiving, group.capacity)
          : volume(group.capacity);
      const receiving = naming.receiving(group.receiving);
      if (group.inAll === true) return say("cause.receiving_in_all", { receiving, amount, when });
      return say(`cause.${group.kind}`, { receiving, amount, when });
    }
  }
}

function tellSharers({ sharers }: BottleneckExplanation, own: string, speech: Speech): string {
  const { wording, naming } = speech;
  const { say, number, units, list } = wording;
  const others = sharers.filter(({ demand }) => demand !== own);
  if (others.length === 0) return say("share.none");
  const lines = others.map((one) => {
    return say("share.line", {
      line: naming.line(one.demand),
      level: tellLevel(one, speech),
      allocated: number(one.allocated),
      asked: units(one.asked),
    });
  });
  return say("share.others", { count: others.length, lines: list(lines) });
}

function tellLineChange(change: LineChange, { wording, naming }: Speech): string {
  const { say, units, list } = wording;
  switch (change.kind) {
    case "wider": {
      const { by, way } = change;
      const periods = naming.length(1);
      if (way === null) return say(`wider.${by}.none`, { periods });
      return say(`wider.${by}.possible`, {
        periods,
        supply: naming.supply(way.supply),
        lane: naming.lane(way.lane),
        when: naming.span(way.arrivePeriod, way.arrivePeriod),
      });
    }
    case "reach": {
      const { obstacle } = change;
      const facts = { supply: naming.supply(change.supply), left: units(change.left) };
      if (obstacle.kind === "lane") {
        return say("reach.lane", {
          ...facts,
          from: naming.site(obstacle.from),
          to: naming.site(obstacle.to),
        });
      }
      const { kind, lane, periods } = obstacle;
      return say(`reach.${kind}`, { ...facts, lane: naming.lane(lane), periods: naming.length(periods) });
    }
    case "supply":
      return say("reach.supply", { items: list(change.items.map((item) => naming.item(item))) });
  }
}

function tellMore(change: BottleneckChange, isEven: boolean, speech: Speech): string {
  const { say, units, begin } = speech.wording;
  const what = begin(nameChange(change, speech));
  return say(isEven ? "change.even" : "change.uneven", { what, units: units(change.unitsAtMost) });
}

function nameChange(change: BottleneckChange, { wording, naming }: Speech): string {
  const { say, units } = wording;
  switch (change.kind) {
    case "supply_unit":
      return say("change.supply_unit", { supply: naming.supply(change.supply) });
    case "pack":
      return say("change.pack", {
        supply: naming.supply(change.supply),
        pack: say(`pack.${change.level}`),
        units: units(change.units),
      });
    case "departure":
    case "lane_mass":
    case "lane_volume":
    case "lane_cold_volume": {
      const when = naming.span(change.period, change.period);
      return say(`change.${change.kind}`, { lane: naming.lane(change.lane), when });
    }
    case "receiving_units":
    case "receiving_volume":
    case "receiving_cold_volume": {
      const when = naming.span(change.period, change.period);
      return say(`change.${change.kind}`, { receiving: naming.receiving(change.receiving), when });
    }
  }
}

function tellRestChange(change: RestChange, { wording, naming }: Speech): string {
  const { say, units } = wording;
  switch (change.kind) {
    case "demand":
      return say("taker.demand", { item: naming.item(change.item) });
    case "room":
      return say("taker.room", { line: naming.line(change.demand), missing: units(change.missing) });
    case "reach": {
      const { obstacle } = change;
      const facts = { line: naming.line(change.demand), missing: units(change.missing) };
      if (obstacle.kind === "lane") {
        return say("taker.lane", {
          ...facts,
          from: naming.site(obstacle.from),
          to: naming.site(obstacle.to),
        });
      }
      const { kind, lane, periods } = obstacle;
      return say(`taker.${kind}`, { ...facts, lane: naming.lane(lane), periods: naming.length(periods) });
    }
  }
}
