// The keyword of an instruction as it is looked up.

/**
 * In capitals. BuildKit compares keywords by Go's lower case, so the Kelvin sign is a K (`WOR\u212aDIR` is known) and the
 * dotless \u0131 no I; JavaScript's upper case has it the other way round.
 */
export function inCapitals(word: string): string {
  if (/^[A-Za-z]*$/.test(word)) return word.toUpperCase();
  return word
    .replaceAll("\u0130", "i")
    .toLowerCase()
    .replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
