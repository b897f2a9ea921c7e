import type { Model } from "./model.ts";
import type { Span, Spans } from "./ways.ts";

/** Where whole units lose nothing: demands by their key, supplies by their constraint. */
export interface ExactParts {
  readonly demands: ReadonlySet<string>;
  readonly supplies: ReadonlySet<number>;
}

/**
 * Returns the demands to which only supplies can be a limit, for themselves and for whoever draws on a supply with them, directly or
 * through others, and the supplies that nobody else can draw on. O(spans).
 */
export function findExact(model: Model, spans: Spans): ExactParts {
  const parent = model.file.supplies.map((_, i) => i);
  const find = (supply: number): number => {
    let root = supply;
    for (let next = parent[root]; next !== undefined && next !== root; next = parent[root]) root = next;
    parent[supply] = root;
    return root;
  };
  const isLimited = ({ supply: { product, item }, lane }: Span) =>
    [lane, ...(model.receivingAt.get(lane.to) ?? [])].some(({ limits }) =>
      limits.some(({ perThousand }) => perThousand(product, item) > 0),
    );
  const limited: number[] = [];
  const firstOf = new Map<string, number>();
  for (const { key } of model.file.demands) {
    for (const span of spans.get(key) ?? []) {
      if (span.reach < 4) continue;
      const first = firstOf.get(key) ?? span.supply.constraint;
      firstOf.set(key, first);
      parent[find(span.supply.constraint)] = find(first);
      if (isLimited(span)) limited.push(first);
    }
  }
  const roots = new Set(limited.map(find));
  return {
    demands: new Set([...firstOf].flatMap(([key, first]) => (roots.has(find(first)) ? [] : [key]))),
    supplies: new Set(parent.map((_, i) => i).filter((i) => !roots.has(find(i)))),
  };
}
