// Sizes as docker writes them: "64m", "1.5g", "10 kib", plain bytes. Units are powers of 1024.

const powers = ["", "k", "m", "g", "t", "p"];

/** Bytes, cut to whole ones; undefined when the text is no size (docker's RAMInBytes). */
export function parseSize(text: string): number | undefined {
  const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(?:b|([kmgtp])(?:b|ib)?)?$/i.exec(text);
  if (match === null) return undefined;
  const power = powers.indexOf((match[2] ?? "").toLowerCase());
  return Math.trunc(Number(match[1]) * 1024 ** power);
}
