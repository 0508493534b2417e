/** Has what is bound to fail looked up for every text of a session. */
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Driver } from "./driver.ts";

/** What is bound to fail in a text. */
export type Foresee = (text: string) => Promise<readonly SyntaxProblem[]>;

/** Tells the session of every text it comes to have what is bound to fail in it. Nothing waits for that. */
export function foreseeing(driver: Driver, foresee: Foresee | undefined): () => void {
  if (foresee === undefined) return () => {};
  let asked: string | undefined;
  const ask = (): void => {
    const { text } = driver.session().plan;
    if (text === asked) return;
    asked = text;
    foresee(text).then(
      (problems) => driver.dispatch({ type: "foreseen", text, problems }),
      () => {}, // what cannot be looked at now is told at its step
    );
  };
  const forget = driver.subscribe(ask);
  ask();
  return forget;
}
