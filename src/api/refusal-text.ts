/** How a refusal is answered: HTTP status, title, and a sentence with `{fact}` in place of the facts. */
export interface RefusalText {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
}
