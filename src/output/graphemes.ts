/** What a reader takes for one character each, as Unicode (UAX 29) tells it. */

const ascii = /^[\x20-\x7e]*$/;

// the first one takes 10 to 20 ms to make, which no text of ASCII alone should wait for
let segmenter: Intl.Segmenter | undefined;

export function graphemes(text: string): readonly string[] {
  if (ascii.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
