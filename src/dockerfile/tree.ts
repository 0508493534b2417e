// The tree of dockerfile-ast beside our logical lines: which of its instructions is which line, and the ranges it gives.
// The only file that knows dockerfile-ast.
import { DockerfileParser } from "dockerfile-ast";
import type { Lines, LogicalLine } from "./lines.ts";
import { maskForTree } from "./mask.ts";
import type { Span } from "./program.ts";
import { originSpan, type SpanOf } from "./source-map.ts";

export type TreeNode = {
  readonly line: LogicalLine;
  readonly keyword: Span;
  /** From the first to the last argument, flags included; undefined when there is none. */
  readonly arguments: Span | undefined;
};

/** One node per logical line, in order. A line that holds nothing but continuation marks is not in the tree: its own range serves. */
export function readTree(text: string, lines: Lines, spanOf: SpanOf): readonly TreeNode[] {
  const masked = maskForTree(text, lines);
  const starts = [0];
  for (let at = masked.indexOf("\n"); at !== -1; at = masked.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = (position: { readonly line: number; readonly character: number }): number =>
    (starts[position.line] ?? masked.length) + position.character;
  const byStart = new Map(
    DockerfileParser.parse(masked)
      .getInstructions()
      .map((instruction) => [offset(instruction.getRange().start), instruction] as const),
  );
  return lines.logical.map((line): TreeNode => {
    const keyword = originSpan(line.joined, line.parts.keyword.start, line.parts.keyword.end, spanOf);
    const instruction = byStart.get(keyword.start);
    if (instruction === undefined) return { line, keyword, arguments: undefined };
    const range = instruction.getInstructionRange();
    const rest = instruction.getArgumentsRange();
    return {
      line,
      keyword: spanOf(offset(range.start), offset(range.end)),
      arguments: rest === null ? undefined : spanOf(offset(rest.start), offset(rest.end)),
    };
  });
}
