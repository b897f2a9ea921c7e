/** English texts of the list of consignments and of the way to any page, action or number. */
export const paletteEn = {
  "nav.consignments": "Consignments",
  "palette.open": "Find",
  "consignments.lead": "What is on its way, has arrived or is still to leave, newest first.",
  "consignments.party": "Giver or recipient",
  "consignments.caption": "Consignments, newest first",
  "consignments.recorded": "Written down",
  "consignments.none": "There is no consignment for this choice.",
  "palette.title": "Go to a page, an action or a number",
  "palette.field": "What do you look for?",
  "palette.example": "Page, action, or a number such as WS-…",
  "palette.results": "What was found",
  "palette.actions": "Actions",
  "palette.pages": "Pages",
  "palette.found": "By its number",
  "palette.consignment": "Consignment {{number}}: {{giver}} – {{recipient}}",
  "palette.followed": "Follow “{{identifier}}”",
  "palette.none":
    "Nothing fits. Calls, offers and agreements are found by the whole number that stands on their page.",
  "palette.searching": "Looking for the number …",
  "palette.count": "Found: {{number}}",
  "palette.keys":
    "Up and down arrows choose, Enter opens, Escape closes. {{keys}} opens this from every page.",
  "palette.close": "Close",
  "palette.number": "Number (for looking it up)",
};
