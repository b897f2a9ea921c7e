/**
 * The server says of the controls that it drew that nothing answers (`inert`) to who types or presses: now they do, those within
 * `place`, a selector. Called when the scripts have taken that part over: what was chosen or typed before would be forgotten with it.
 */
export function answerAgain(place: string): void {
  for (const element of document.querySelectorAll<HTMLElement>(`${place} [inert]`)) element.inert = false;
}
