/** The end of a program's output, said in the output itself. */

/**
 * Takes a stream chunk by chunk and gives what may be passed on: everything but `mark`. Bytes that may be its beginning are
 * held back until the next chunk tells. `found` once the mark has come whole.
 */
export function splitAt(mark: string): (chunk: Uint8Array) => { readonly data: Buffer; readonly found: boolean } {
  const wanted = Buffer.from(mark);
  let held = Buffer.alloc(0);
  return (chunk) => {
    const bytes = Buffer.concat([held, chunk]);
    const at = bytes.indexOf(wanted);
    if (at !== -1) {
      held = Buffer.alloc(0);
      return { data: Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + wanted.length)]), found: true };
    }
    const kept = beginningAtEnd(bytes, wanted);
    held = bytes.subarray(bytes.length - kept);
    return { data: bytes.subarray(0, bytes.length - kept), found: false };
  };
}

/** How many of the last bytes are the first ones of `wanted`. */
function beginningAtEnd(bytes: Buffer, wanted: Buffer): number {
  let length = Math.min(bytes.length, wanted.length - 1);
  while (length > 0 && !wanted.subarray(0, length).equals(bytes.subarray(bytes.length - length))) length--;
  return length;
}
