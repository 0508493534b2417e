/** What a reader takes for one character each, as Unicode (UAX 29) tells it. */

// Latin, punctuation, arrows, boxes, ticks: each a character by itself, for none extends or joins another
const simple = /^[\x20-\u02ff\u2010-\u205e\u2190-\u27bf]*$/;

// the first one takes 10 to 30 ms to make, which no text of these signs alone should wait for
let segmenter: Intl.Segmenter | undefined;

export function graphemes(text: string): readonly string[] {
  if (simple.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
