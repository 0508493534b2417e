// ConsistentInstructionCasing: all instructions in the case most of them have; mixed case is wrong either way.
import type { Sink } from "./finding.ts";
import type { Line } from "./outline.ts";

/** ARGs before the first FROM neither count nor are judged, as in BuildKit. */
export function judgeCasing(lines: readonly Line[], sink: Sink): void {
  const first = lines.findIndex((line) => line.keyword.toUpperCase() === "FROM");
  const counted = lines.slice(Math.max(0, first));
  const lower = counted.filter(({ keyword }) => keyword === keyword.toLowerCase()).length;
  const upper = counted.filter(({ keyword }) => keyword === keyword.toUpperCase()).length;
  const isLower = lower > upper;
  for (const { keyword, span } of counted) {
    const meant = isLower ? keyword.toLowerCase() : keyword.toUpperCase();
    if (keyword === meant) continue;
    const majority = isLower ? "lowercase" : "uppercase";
    const message = `Command '${keyword}' should match the case of the command majority (${majority})`;
    sink.warn("ConsistentInstructionCasing", message, span, `Write ${meant}.`);
  }
}
