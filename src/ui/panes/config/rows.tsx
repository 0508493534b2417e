/** The config as rows: one element is one row. */
import type { ReactElement } from "react";
import { withKeys } from "../../commands/all-rows.ts";
import { Line } from "../../components/line.tsx";
import type { Item } from "../../items.ts";
import type { Scene } from "../../scene.ts";
import { factRows } from "../fact-rows.tsx";
import { configAt } from "./config-facts.ts";

export function configRows(
  { session, view }: Pick<Scene, "session" | "view">,
  { step }: Item,
  columns: number,
): readonly ReactElement[] {
  if (step === undefined) return [said("The target does not need this instruction; it is never run.")];
  const config = configAt(session, step);
  if (config === undefined) return [said(withKeys("There is no config yet: {next} runs the FROM.", view))];
  const before = config.when === "before" ? [said("As it is before this instruction."), <Line key="gap" />] : [];
  return [...before, ...config.facts.flatMap((fact) => factRows(fact, columns))];
}

const said = (text: string): ReactElement => <Line key={text} spans={[["dim", ` ${text}`]]} />;
