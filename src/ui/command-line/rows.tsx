/** The command line in place of the message and the keys: what is typed, and what it may become or means. */
import type { ReactElement } from "react";
import { isRefused } from "../../debugger/commands/command.ts";
import { findRow, splitLine } from "../../debugger/commands/read-line.ts";
import { commandRows } from "../commands/all-rows.ts";
import { Line, type Span } from "../components/line.tsx";
import { columnOf, partsOf, shiftFor } from "../editor/editor-cells.ts";
import { clip } from "../text.ts";
import { type CommandLine, typedLine } from "./state.ts";

export function commandLineRows(line: CommandLine, columns: number): readonly ReactElement[] {
  const text = typedLine(line);
  const { column } = line.editor;
  const room = Math.max(1, columns - 4);
  const parts = partsOf(text, column, shiftFor(columnOf(text, column), room), room);
  return [
    <Line
      key="command"
      spans={[
        ["ask", " :"],
        ["plain", parts.before],
        ["cursor", parts.cursor],
        ["plain", parts.after],
      ]}
    />,
    <Line key="about" spans={aboutSpans(line, columns)} />,
  ];
}

function aboutSpans(line: CommandLine, columns: number): readonly Span[] {
  const { offered } = line;
  if (offered !== undefined) {
    // the one that is there now, and as many behind it as there is room for
    const first = offered.at ?? 0;
    const rest = clip(offered.words.slice(first + 1).join("  "), Math.max(0, columns - 6 - (offered.words[first]?.length ?? 0)));
    return [
      [offered.at === undefined ? "dim" : "strong", `  ${offered.words[first] ?? ""}`],
      ["dim", `  ${rest}`],
    ];
  }
  const [name] = splitLine(typedLine(line));
  const row = name === "" ? undefined : findRow(commandRows, name);
  if (row === undefined) return hints;
  if (isRefused(row)) return [["dim", clip(`  ${row.reason}`, columns - 2)]];
  return [
    ["strong", `  ${row.name} ${row.arguments.usage}`.trimEnd()],
    ["dim", clip(`  ${row.help}`, Math.max(0, columns - 5 - row.name.length - row.arguments.usage.length))],
  ];
}

const hints: readonly Span[] = [
  ["strong", "  Tab"],
  ["dim", " completes  "],
  ["strong", "↑"],
  ["dim", " recalls  "],
  ["strong", "Enter"],
  ["dim", " does it  "],
  ["strong", "Esc"],
  ["dim", " leave it"],
];
