/** In which inputs two makings of a step's layer differ: value by value, file by file. Pure. */
import type { ShownInput } from "../../builder/inputs/shown-inputs.ts";
import type { RememberedFile, RememberedStep } from "./remembered.ts";

export type Sign = "+" | "~" | "-";

/** `what`: what of it, or from what to what. `layer`: chain key of what a step made, as it is now. */
export type Difference = {
  readonly sign: Sign;
  readonly kind: "input" | "file";
  readonly name: string;
  readonly what: string;
  readonly layer?: string;
};

type Made = Pick<RememberedStep, "inputs" | "files" | "fileCount">;

/** Values first, then files, each in the order of now, what is gone last. */
export const compareInputs = (before: Made, now: Made): readonly Difference[] => [
  ...inputDifferences(before.inputs, now.inputs),
  ...fileDifferences(before.files(), now.files()),
];

function inputDifferences(before: readonly ShownInput[], now: readonly ShownInput[]): readonly Difference[] {
  const old = new Map(before.map((input) => [input.name, input]));
  const there = now.flatMap((input): Difference[] => {
    const { name, digest, text, layer } = input;
    const was = old.get(name);
    old.delete(name);
    if (was?.digest === digest && was.layer === layer) return [];
    const of = { kind: "input", name, ...(layer && { layer: digest }) } as const;
    if (was === undefined) return [{ ...of, sign: "+", what: text ?? hidden(input) }];
    return [{ ...of, sign: "~", what: fromTo(was, input) }];
  });
  const gone = [...old.values()].map((input): Difference => {
    const { name, text } = input;
    return { kind: "input", sign: "-", name, what: text ?? hidden(input) };
  });
  return [...there, ...gone];
}

const hidden = ({ layer }: ShownInput): string => (layer ? "" : "a value that is not shown");

function fromTo(was: ShownInput, now: ShownInput): string {
  if (now.layer) return "";
  // the beginning alone is kept of long ones, and no password
  if (was.text === undefined || now.text === undefined) return "another value, which is not shown";
  if (was.text !== now.text) return `${was.text || '""'} -> ${now.text || '""'}`;
  return "another value, in what is not shown of it";
}

function fileDifferences(before: readonly RememberedFile[], now: readonly RememberedFile[]): readonly Difference[] {
  const old = new Map(before.map((file) => [file[0], file]));
  const seen = new Set<string>();
  const there = now.flatMap((file): Difference[] => {
    const [name] = file;
    if (seen.has(name)) return [];
    seen.add(name);
    const was = old.get(name);
    old.delete(name);
    if (was === undefined) return [{ kind: "file", sign: "+", name, what: "" }];
    const what = changeOf(was, file);
    return what === "" ? [] : [{ kind: "file", sign: "~", name, what }];
  });
  return [...there, ...[...old.keys()].map((name): Difference => ({ kind: "file", sign: "-", name, what: "" }))];
}

function changeOf([, look, content]: RememberedFile, [, lookNow, contentNow]: RememberedFile): string {
  const [type, mode, owner] = look.split(" ");
  const [typeNow, modeNow, ownerNow] = lookNow.split(" ");
  if (type !== typeNow) return `${type} -> ${typeNow}`;
  return [
    content === contentNow ? "" : type === "file" ? "content" : `-> ${contentNow}`,
    mode === modeNow ? "" : `mode ${mode} -> ${modeNow}`,
    owner === ownerNow ? "" : `owner ${owner} -> ${ownerNow}`,
  ]
    .filter((each) => each !== "")
    .join(", ");
}
