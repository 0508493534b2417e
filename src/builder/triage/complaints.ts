/** Gathers, while a RUN prints, the lines in which a shell may say that it did not find a program. Pure but for what it holds. */

export type Complaints = { take(chunk: Uint8Array): void; lines(): readonly string[] };

const words = Buffer.from("not found");
/** The first ones are kept: what went wrong later may have come of them. */
const most = 16;
/** Bytes of a line that are looked at, and of a chunk whose last line goes on in the next one. */
const longest = 500;

export function complaintsOf(): Complaints {
  const found: string[] = [];
  let held: Buffer = Buffer.alloc(0);
  return {
    take: (chunk) => {
      if (found.length >= most) return;
      const bytes = Buffer.concat([held, chunk]);
      const end = bytes.lastIndexOf(10) + 1;
      for (let at = bytes.indexOf(words); at >= 0 && at < end && found.length < most; at = bytes.indexOf(words, at)) {
        const feed = bytes.indexOf(10, at);
        const begin = Math.max(bytes.lastIndexOf(10, at) + 1, at - longest);
        if (feed - begin <= 2 * longest) found.push(bytes.subarray(begin, feed).toString().replace(/\r$/, ""));
        at = feed;
      }
      // a copy: the chunk's memory is the caller's
      held = Buffer.from(bytes.subarray(Math.max(end, bytes.length - longest)));
    },
    lines: () => found,
  };
}
