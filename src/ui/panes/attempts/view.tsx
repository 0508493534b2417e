/** Every attempt at the step; or what one of them printed, or how it differs from another. */
import { attemptsAt } from "../../../debugger/attempts.ts";
import { withoutColours } from "../../../output/clean.ts";
import { keyOf } from "../../commands/all-rows.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import { ReadyRow } from "../../components/ready-row.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import { plural } from "../../labels.ts";
import { useTheme } from "../../theme.ts";
import { ChangeLine, differenceRows } from "../changes/rows.tsx";
import { outputWindow } from "../output/output-window.ts";
import type { Pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart, unknownText } from "../sentence.tsx";
import { placeIn } from "../window.ts";
import { roomOf, shownAttempts } from "./commands.ts";
import { AttemptLine, openingLabel } from "./rows.tsx";
import type { AttemptsAction, AttemptsState } from "./state.ts";

const notRun = "It has not run yet. {run-to} runs to it.";

type View = Pane<AttemptsState, AttemptsAction>["View"];

export const AttemptsView: View = (props) => {
  const { scene, item, state, width, height, tabs } = props;
  const area = { width, height, tabs };
  if (item.step === undefined) return <Sentence {...area}>{notNeeded}</Sentence>;
  if (state.open !== undefined) return state.opens === "output" ? <OutputOf {...props} /> : <DifferenceOf {...props} />;
  const all = shownAttempts(props);
  if (all.length === 0) return <Sentence {...area}>{notRun}</Sentence>;
  const room = Math.max(0, height - 2);
  const { at, top } = placeIn(state.place, all.length, roomOf(height));
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, all.length)} />
      <CutRow
        columns={width}
        spans={[
          [
            "dim",
            ` ${plural(all.length, "attempt")}; ${keyOf("unfold", scene.view)} shows ${openingLabel(state.opens)}, ${keyOf("order", scene.view)} another`,
          ],
        ]}
      />
      {all.slice(top, top + room).map((attempt, index) => (
        <AttemptLine
          key={attempt.run}
          attempt={attempt}
          text={item.instruction.text}
          chosen={top + index === at}
          columns={width}
        />
      ))}
    </>
  );
};

const OutputOf: View = ({ scene, item, state, width, height, tabs }) => {
  const { colour } = useTheme();
  const { run, top } = state.open ?? { run: 0, top: 0 };
  const step = item.step ?? -1;
  const attempt = attemptsAt(scene.session, step).find((each) => each.run === run);
  const output = attempt && scene.output(step, attempt);
  const name = (
    <CutRow
      columns={width}
      spans={[
        ["strong", ` attempt #${run}`],
        ["dim", "  what it printed"],
      ]}
    />
  );
  if (output === undefined || output.lineCount === 0)
    return (
      <Sentence width={width} height={height} tabs={tabs} above={name}>
        {output?.error === undefined ? "It printed nothing." : `Its log cannot be read: ${output.error}.`}
      </Sentence>
    );
  const room = Math.max(0, height - 2);
  const dress = (lines: readonly string[]) => (colour ? lines : lines.map(withoutColours));
  const shown = outputWindow({ output, top, wrap: false, columns: width, height: room, dress });
  return (
    <>
      <Heading spans={tabs} right={shownPart(shown.top, room, shown.total)} />
      {name}
      {shown.rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <ReadyRow key={at} text={row} />
      ))}
    </>
  );
};

const DifferenceOf: View = ({ scene, item, state, width, height, tabs }) => {
  const { run: chosen, other: against, top } = state.open ?? { run: 0, other: undefined, top: 0 };
  // from the older to the newer, as people read differences
  const [run, other] = against !== undefined && against > chosen ? [against, chosen] : [chosen, against];
  const what = state.opens === "layers" ? "layers" : "logs";
  const step = item.step ?? -1;
  const reading = useReading(
    scene.looks,
    other === undefined
      ? undefined
      : ({ what, step, run, other } as { what: "logs" | "layers"; step: number; run: number; other: number }),
  );
  const area = { width, height, tabs };
  const words = ` attempt #${other ?? "?"} to #${run}`;
  const name = (
    <CutRow
      columns={width}
      spans={[
        ["strong", words],
        ["dim", `  ${openingLabel(what)}`],
      ]}
    />
  );
  const sentence = (text: string) => (
    <Sentence {...area} above={name}>
      {text}
    </Sentence>
  );
  if (other === undefined) return sentence("There is no other attempt to compare it with.");
  if (reading.kind !== "known") return sentence(unknownText(reading, "Comparing"));
  const { value } = reading;
  const room = Math.max(0, height - 2);
  if ("list" in value) {
    if (value.list.length === 0) return sentence("Both left the same files.");
    return (
      <>
        <Heading spans={tabs} right={shownPart(top, room, value.list.length)} />
        {name}
        {value.list.slice(top, top + room).map((change) => (
          <ChangeLine key={change.path} row={{ kind: "change", change }} chosen={false} columns={width} />
        ))}
      </>
    );
  }
  if (value.kind === "none") return sentence(value.why);
  const rows = differenceRows(value);
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, rows.length)} />
      {name}
      {rows.slice(top, top + room).map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <CutRow key={at} columns={width} spans={[row]} />
      ))}
    </>
  );
};
