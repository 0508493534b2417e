/** The editor: numbered lines, the cursor, and the first problem of the text below. */
import { Box } from "ink";
import type { SyntaxProblem } from "../../dockerfile/program.ts";
import { Heading } from "../components/heading.tsx";
import { Fixed, Line } from "../components/line.tsx";
import { useScene } from "../hooks/use-scene.ts";
import { plural } from "../labels.ts";
import { useTheme } from "../theme.ts";
import type { Editing } from "../view.ts";
import { columnOf, partsOf, shiftFor } from "./editor-cells.ts";
import { isChanged } from "./text-editor.ts";

type EditorProps = { readonly editing: Editing; readonly width: number; readonly height: number };

export function Editor({ editing, width, height }: EditorProps) {
  const { problems } = useScene();
  const { editor, line } = editing;
  const digits = String(line + editor.lines.length - 1).length;
  const columns = Math.max(1, width - digits - 4);
  const room = Math.max(0, height - 2);
  const top = Math.max(0, Math.min(editor.row - Math.floor(room / 2), editor.lines.length - room));
  const shift = shiftFor(columnOf(editor.lines[editor.row] ?? "", editor.column), columns);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <Heading
        spans={[["strong", ` Edit line ${line} `]]}
        right={isChanged(editor) && <Fixed spans={[["warn", " changed "]]} />}
      />
      <Box flexDirection="column" height={room} flexShrink={0}>
        {editor.lines.slice(top, top + room).map((text, at) => {
          const number = line + top + at;
          return (
            <EditorLine
              key={number}
              number={String(number).padStart(digits)}
              wrong={problems.some(({ span }) => number >= span.line && number <= span.endLine)}
              parts={partsOf(text, top + at === editor.row ? editor.column : undefined, shift, columns)}
            />
          );
        })}
      </Box>
      <FirstProblem problems={problems} />
    </Box>
  );
}

type EditorLineProps = { readonly number: string; readonly wrong: boolean; readonly parts: ReturnType<typeof partsOf> };

function EditorLine({ number, wrong, parts }: EditorLineProps) {
  const { glyphs } = useTheme();
  return (
    <Line
      spans={[
        ["bad", wrong ? glyphs.failed : " "],
        ["dim", `${number} ${glyphs.divider} `],
        ["plain", parts.before],
        ["cursor", parts.cursor],
        ["plain", parts.after],
      ]}
    />
  );
}

function FirstProblem({ problems }: { readonly problems: readonly SyntaxProblem[] }) {
  const { glyphs } = useTheme();
  const [first] = problems;
  if (first === undefined) return null;
  const more = problems.length > 1 ? ` (and ${plural(problems.length - 1, "more", "more")})` : "";
  return (
    <Line
      spans={[
        ["bad", `${glyphs.failed} line ${first.span.line}: ${first.message}${more}`],
        ["dim", first.hint === undefined ? "" : ` ${first.hint}`],
      ]}
    />
  );
}
