/** Begins what follows as a piece of work of its own: between pieces the browser answers who reads on. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
