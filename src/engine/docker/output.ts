/** The engine's framing of a container's output: 8 bytes of header (stream, 0, 0, 0, big-endian length), then the bytes. */

/** Returns a function to feed with pieces of any size; it hands on payloads at once, in order, without copying. */
export function demultiplexer(onOutput: (chunk: Uint8Array) => void): (piece: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  return (piece) => {
    let rest = piece;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = 8 - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < 8) return;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const payload = rest.subarray(0, left);
      left -= payload.length;
      rest = rest.subarray(payload.length);
      onOutput(payload);
    }
  };
}
