/** A shell script as a tree: as much of it as it takes to tell its commands apart. */

/** Places are offsets into the script. */
export type Simple = {
  readonly type: "simple";
  readonly start: number;
  readonly end: number;
  /** Without quotes where that is plain; assignments and redirections are no words. */
  readonly words: readonly string[];
  readonly inner: readonly List[];
  /** Bodies of its here-documents. */
  readonly bodies: { readonly start: number; readonly end: number }[];
};
export type Node =
  | Simple
  /** `subshell`: what it sets is gone behind it. */
  | { readonly type: "group"; readonly body: List; readonly subshell: boolean }
  /** if, while, until, for, case: what is asked, and what is done then. */
  | { readonly type: "compound"; readonly asked: readonly List[]; readonly bodies: readonly List[] }
  | { readonly type: "function"; readonly body: Node };
export type Pipeline = { readonly negated: boolean; readonly parts: readonly Node[] };
export type AndOr = {
  readonly pipelines: readonly Pipeline[];
  /** Between the pipelines. */
  readonly joints: readonly ("&&" | "||")[];
  readonly background: boolean;
};
export type List = readonly AndOr[];
