/** The config as rows: one element is one row. */
import type { ReactElement } from "react";
import type { Session } from "../../../debugger/session.ts";
import { Line } from "../../components/line.tsx";
import type { Item } from "../../items.ts";
import { clip, width, wrap } from "../../text.ts";
import { configAt, type Fact } from "./config-facts.ts";

const nameWidth = 16;

export function configRows(session: Session, { step }: Item, columns: number): readonly ReactElement[] {
  if (step === undefined) return [said("The target does not need this instruction; it is never run.")];
  const config = configAt(session, step);
  if (config === undefined) return [said("There is no config yet: n runs the FROM.")];
  const before = config.when === "before" ? [said("As it is before this instruction."), <Line key="gap" />] : [];
  return [...before, ...config.facts.flatMap((fact) => factRows(fact, columns))];
}

const said = (text: string): ReactElement => <Line key={text} spans={[["dim", ` ${text}`]]} />;

/** A short name stands beside its value, a long one above it. */
function factRows({ name, value, sign }: Fact, columns: number): readonly ReactElement[] {
  const beside = width(name) <= nameWidth;
  const look = sign === "-" ? "dim" : sign === "" ? "plain" : "accent";
  const lines = wrap(value, Math.max(10, columns - nameWidth - 5));
  const rows = beside ? lines : ["", ...lines];
  return rows.map((text, at) => (
    <Line
      // biome-ignore lint/suspicious/noArrayIndexKey: a row of a value is its place
      key={`${sign} ${name} ${at}`}
      spans={[
        [look, ` ${(at === 0 ? sign : "").padEnd(2)}`],
        ["dim", at > 0 ? " ".repeat(nameWidth + 1) : beside ? name.padEnd(nameWidth + 1) : clip(name, columns - 4)],
        [look, text],
      ]}
    />
  ));
}
