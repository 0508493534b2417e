/** The question to the terminal what its text stands on. Nothing waits for the answer but who gives the terminal away. */
import { askBackground, type BackgroundAnswer } from "./terminal-answers.ts";

export type BackgroundQuestion = {
  /** Once; further calls do nothing. */
  ask(): void;
  hear(answer: BackgroundAnswer): void;
  /** Settles once no answer is to come any more: what comes later would be typed into somebody else's program. */
  settled(): Promise<void>;
};

type Asked = {
  readonly write: (text: string) => void;
  readonly told: (answer: BackgroundAnswer & { readonly kind: "background" }) => void;
  /** How long the terminal may take, in milliseconds. */
  readonly patience?: number;
};

export function backgroundQuestion({ write, told, patience = 300 }: Asked): BackgroundQuestion {
  let asked = false;
  let answered = () => {};
  let answer = Promise.resolve();
  return {
    ask: () => {
      if (asked) return;
      asked = true;
      answer = new Promise((resolve) => {
        const late = setTimeout(resolve, patience);
        answered = () => {
          clearTimeout(late);
          resolve();
        };
      });
      write(askBackground);
    },
    hear: (heard) => {
      if (heard.kind === "end") answered();
      else told(heard);
    },
    settled: () => answer,
  };
}
