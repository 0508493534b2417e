/** Bytes of an archive, taken in the lengths its reader wants. */

/** Something that should be a tar and is not, or not a whole one. */
export class TarError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TarError";
  }
}

/** What reads from a source that gives pieces of any length. */
export type ByteReader = {
  /** Exactly `count` bytes, fewer at the end of the input. */
  take(count: number): Promise<Buffer>;
  /** At least one byte and at most `count`, as they come. Throws at the end of the input. */
  some(count: number): Promise<Uint8Array>;
  /** Throws when the input ends before. */
  skip(count: number): Promise<void>;
  drain(): Promise<void>;
  close(): Promise<void>;
};

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let current: Uint8Array = new Uint8Array(0);
  let ended = false;
  const more = async (): Promise<boolean> => {
    while (!ended && current.length === 0) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else current = next.value;
    }
    return current.length > 0;
  };
  const cut = (count: number): Uint8Array => {
    const part = current.subarray(0, count);
    current = current.subarray(count);
    return part;
  };
  return {
    async take(count) {
      if (current.length >= count) return asBuffer(cut(count));
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0 && (await more()); ) {
        const part = cut(left);
        left -= part.length;
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    async some(count) {
      if (!(await more())) throw new TarError("unexpected end of the archive");
      return cut(count);
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        if (!(await more())) throw new TarError("unexpected end of the archive");
        left -= cut(left).length;
      }
    },
    async drain() {
      current = new Uint8Array(0);
      while (await more()) current = new Uint8Array(0);
    },
    async close() {
      if (!ended) await iterator.return?.();
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
