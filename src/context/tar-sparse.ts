/**
 * Sparse files of PAX archives, in the three forms GNU tar has written (its manual, "Storing Sparse Files"): a list of where data
 * stands, in the records (0.0, 0.1) or in front of the data (1.0). GNU's own sparse kind is not among them: the engine refuses it.
 */
import { TarError } from "./tar-bytes.ts";

/** What stands where: offset and length of each piece of data, in order; zeros between them. */
export type SparseMap = { readonly size: number; readonly pieces: readonly (readonly [offset: number, length: number])[] };

/** The next bytes of the member, at most `count`. Throws at its end. */
type Some = (count: number) => Promise<Uint8Array>;

/** The list of forms 0.0 and 0.1. */
export const mapKey = "GNU.sparse.map";

export const isMapPart = (key: string): boolean => key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes";

/** The map of a member with these records, undefined when it is not sparse. Reads it from the data where it stands there. */
export async function sparseMap(records: Readonly<Record<string, string>>, some: Some): Promise<SparseMap | undefined> {
  const { "GNU.sparse.major": major, "GNU.sparse.minor": minor, [mapKey]: list } = records;
  const size = (): number => whole(records["GNU.sparse.realsize"] ?? records["GNU.sparse.size"] ?? "");
  if (major === "1" && minor === "0") return checked(size(), await numbersInFront(some));
  const before = major === undefined || (major === "0" && (minor === "0" || minor === "1"));
  return before && list !== undefined ? checked(size(), list === "" ? [] : list.split(",").map(whole)) : undefined;
}

/** The whole file, its holes as zeros. */
export async function* filled({ size, pieces }: SparseMap, some: Some): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const [offset, length] of [...pieces, [size, 0] as const]) {
    for (; at < offset; at += Math.min(hole.length, offset - at)) yield hole.subarray(0, offset - at);
    for (const end = offset + length; at < end; ) {
      const part = await some(end - at);
      at += part.length;
      yield part;
    }
  }
}

const hole = new Uint8Array(1 << 16);

/** Form 1.0: decimal lines, how many pairs first, filled up to whole blocks. */
async function numbersInFront(some: Some): Promise<readonly number[]> {
  const numbers: number[] = [];
  let text = "";
  for (let wanted = 1; numbers.length < wanted; ) {
    for (let left = 512; left > 0; ) {
      const part = await some(left);
      left -= part.length;
      text += Buffer.from(part).toString("latin1");
    }
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    numbers.push(...lines.slice(0, wanted - numbers.length).map(whole));
    if (wanted === 1 && numbers[0] !== undefined) {
      wanted += 2 * numbers[0];
      numbers.push(...lines.slice(1, wanted).map(whole));
    }
  }
  return numbers.slice(1);
}

function whole(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw malformed();
  return value;
}

/** Pieces in order, none beyond the end. */
function checked(size: number, numbers: readonly number[]): SparseMap {
  const pieces: [number, number][] = [];
  let end = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    const [offset, length] = [numbers[at] ?? 0, numbers[at + 1]];
    if (length === undefined || offset < end || offset + length > size) throw malformed();
    pieces.push([offset, length]);
    end = offset + length;
  }
  return { size, pieces };
}

const malformed = (): TarError => new TarError("malformed map of a sparse file");
