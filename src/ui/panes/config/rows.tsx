/** The config as rows: one element is one row. */
import type { ReactElement } from "react";
import type { Session } from "../../../debugger/session.ts";
import { Line } from "../../components/line.tsx";
import type { Item } from "../../items.ts";
import { factRows } from "../fact-rows.tsx";
import { configAt } from "./config-facts.ts";

export function configRows(session: Session, { step }: Item, columns: number): readonly ReactElement[] {
  if (step === undefined) return [said("The target does not need this instruction; it is never run.")];
  const config = configAt(session, step);
  if (config === undefined) return [said("There is no config yet: n runs the FROM.")];
  const before = config.when === "before" ? [said("As it is before this instruction."), <Line key="gap" />] : [];
  return [...before, ...config.facts.flatMap((fact) => factRows(fact, columns))];
}

const said = (text: string): ReactElement => <Line key={text} spans={[["dim", ` ${text}`]]} />;
