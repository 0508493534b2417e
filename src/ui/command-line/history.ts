/** The lines that were typed, where no session keeps them. */
import type { CommandHistory } from "../context.ts";

export function inMemory(): CommandHistory {
  const lines: string[] = [];
  return { lines: () => lines, add: (line) => void lines.push(line) };
}
