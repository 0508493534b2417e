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

/** As `demultiplexer`, but hands on whole payloads only: of a log, whose records are at most some 16 KiB. */
export function frameReader(onFrame: (payload: Buffer) => void): (piece: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (piece) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    while (held.length >= 8) {
      const end = 8 + held.readUInt32BE(4);
      if (held.length < end) return;
      onFrame(held.subarray(8, end));
      held = held.subarray(end);
    }
  };
}
