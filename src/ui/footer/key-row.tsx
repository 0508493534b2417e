/** The keys that make sense now, the most useful first; help and quit at the right end. */
import { Box } from "ink";
import { keyLabel } from "../../debugger/commands/key-names.ts";
import { type CommandName, keyOf, rowOf } from "../commands/all-rows.ts";
import { isSearching, searchRows } from "../commands/search-rows.ts";
import { Line } from "../components/line.tsx";
import { editorRows } from "../editor/editor-rows.ts";
import { frontPane } from "../panes/index.ts";
import { type Scene, situationOf } from "../scene.ts";
import { width } from "../text.ts";
import { offered } from "./offered.ts";

type Hint = { readonly label: string; readonly words: string };

export function KeyRow({ scene }: { readonly scene: Scene }) {
  const { view, size } = scene;
  const mouse = view.mouse ? [{ label: keyOf("mouse", view), words: mouseWords(size.columns) }] : [];
  const room = size.columns - mouse.reduce((sum, each) => sum + hintWidth(each), 0);
  const hint = (command: CommandName): Hint => ({ label: keyOf(command, view), words: wordsOf(command, room) });
  if (view.help !== undefined) {
    const hints = [
      { label: "Esc", words: "close" },
      { label: scrolling.map((command) => keyOf(command, view)).join(" "), words: "scroll" },
    ];
    return <Hints hints={hints} last={mouse} />;
  }
  if (view.editing !== undefined) {
    const shown = editorRows.filter(({ name }) => ["save", "leave", "undo", "redo", "kill-line"].includes(name));
    return <Hints hints={shown.map(({ keys, hint: words }) => ({ label: keyLabel(keys[0] ?? ""), words }))} />;
  }
  if (isSearching(scene)) {
    const shown: readonly CommandName[] = ["search", "pager", "wrap"];
    const hints = searchRows.map(({ keys, hint: words }) => ({ label: keyLabel(keys[0] ?? ""), words }));
    return <Hints hints={[...hints, ...shown.map(hint)]} last={[...mouse, ...(["help", "quit"] as const).map(hint)]} />;
  }
  // In a narrow terminal one pane hides the other; say how to get there.
  const always: readonly CommandName[] = size.columns < 60 ? ["pane", "help", "quit"] : ["help", "quit"];
  const atFiles = view.focus === "pane" && frontPane(view.tab).path !== undefined;
  const now = offered(situationOf(scene), atFiles).filter((command) => !always.includes(command));
  return <Hints hints={now.map(hint)} last={[...mouse, ...always.map(hint)]} />;
}

/** Columns from which on there is room for more than the shortest words. */
const roomy = 80;

function wordsOf(command: CommandName, room: number): string {
  const { hint, brief = hint } = rowOf(command);
  return room < roomy ? brief : hint;
}

/** That it is on, and how text is selected meanwhile. */
const mouseWords = (columns: number): string =>
  columns < roomy ? "mouse on" : columns < 110 ? "mouse on, Shift selects" : "mouse on, Shift-drag selects text";

const scrolling: readonly CommandName[] = ["up", "down", "page-up", "page-down"];

function Hints({ hints, last = [] }: { readonly hints: readonly Hint[]; readonly last?: readonly Hint[] }) {
  return (
    <Box height={1} flexShrink={0} paddingX={1}>
      {/* What does not fit wraps into rows that nobody sees: the empty box makes that true of the first hint, too. */}
      <Box flexGrow={1} flexBasis={0} flexWrap="wrap" height={1} overflow="hidden">
        <Box width={0} height={1} />
        {hints.map((hint) => (
          <Box key={hint.label} width={hintWidth(hint)} flexShrink={0} marginRight={2}>
            <KeyHint {...hint} />
          </Box>
        ))}
      </Box>
      {last.map((hint, at) => (
        <Box key={hint.label} width={hintWidth(hint)} flexShrink={0} marginLeft={at === 0 ? 0 : 2}>
          <KeyHint {...hint} />
        </Box>
      ))}
    </Box>
  );
}

/** Said to Ink, which would shrink a text to what room there is. */
const hintWidth = ({ label, words }: Hint): number => width(`${label} ${words}`);

const KeyHint = ({ label, words }: Hint) => (
  <Line
    spans={[
      ["strong", label],
      ["dim", ` ${words}`],
    ]}
  />
);
