// The places of problems, as dockerfile-ast's tree of one instruction gives them: its keyword and its arguments.
// The only file that knows dockerfile-ast.
import { DockerfileParser } from "dockerfile-ast";
import type { LogicalLine } from "./logical-lines.ts";
import { maskForTree } from "./mask.ts";
import type { Span } from "./program.ts";
import { originSpan, type SpanOf } from "./source-map.ts";

export type TreeNode = {
  readonly keyword: Span;
  /** From the first to the last argument, flags included; undefined when there is none. */
  readonly arguments: Span | undefined;
};

/** No longer instruction is handed to the library, whose time grows with the square of a line. */
const longest = 64 * 1024;

/**
 * One instruction of the file. Read only where a problem is to be told: of a file without any nothing is. A line that holds
 * nothing but continuation marks is not in the tree: its own range serves.
 */
export function readTree(text: string, line: LogicalLine, spanOf: SpanOf): TreeNode {
  const keyword = originSpan(line.joined, line.parts.keyword.start, line.parts.keyword.end, spanOf);
  if (line.end - line.start > longest) return { keyword, arguments: undefined };
  const from = line.start;
  const masked = maskForTree(text, line);
  const starts = [0];
  for (let at = masked.indexOf("\n"); at !== -1; at = masked.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = (position: { readonly line: number; readonly character: number }): number =>
    from + (starts[position.line] ?? masked.length) + position.character;
  const instruction = DockerfileParser.parse(`${masked}\n`)
    .getInstructions()
    .find((each) => offset(each.getRange().start) === keyword.start);
  if (instruction === undefined) return { keyword, arguments: undefined };
  const range = instruction.getInstructionRange();
  const rest = instruction.getArgumentsRange();
  return {
    keyword: spanOf(offset(range.start), offset(range.end)),
    arguments: rest === null ? undefined : spanOf(offset(rest.start), offset(rest.end)),
  };
}
