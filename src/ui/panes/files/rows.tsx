/** Rows of the tree, cut to the pane. */
import { CutRow } from "../../components/cut-row.tsx";
import { bytes } from "../../labels.ts";
import { useTheme } from "../../theme.ts";
import { modeWord, nameOf, type TreeRow } from "./tree.ts";

/** Columns from which on modes and owners have room. */
const modesFrom = 60;

type RowProps = { readonly row: TreeRow; readonly chosen: boolean; readonly columns: number };

export function TreeLine({ row, chosen, columns }: RowProps) {
  const { glyphs } = useTheme();
  const mark = ["accent", chosen ? glyphs.bar : " "] as const;
  const indent = "  ".repeat(row.depth);
  const aside = columns < modesFrom ? 0 : 21;
  if (row.kind === "said")
    return <CutRow columns={columns} spans={[mark, ["dim", `${" ".repeat(aside + 9)} ${indent}${row.text}`]]} />;
  const { entry, open } = row;
  const size = entry.type === "file" ? bytes(entry.size) : "";
  const facts = aside === 0 ? "" : `${modeWord(entry)} ${`${entry.uid}:${entry.gid}`.padEnd(9)} `;
  const sign = entry.type === "directory" ? (open ? "- " : "+ ") : "  ";
  return (
    <CutRow
      columns={columns}
      spans={[
        mark,
        ["dim", `${facts}${size.padStart(8)}  ${indent}`],
        ["dim", sign],
        [chosen ? "strong" : entry.type === "directory" ? "accent" : "plain", nameOf(entry)],
      ]}
    />
  );
}
