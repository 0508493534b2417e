/** The memory of what steps are made of, for a session whose Dockerfile is a file of the user's. */
import { type InputMemory, inputMemory } from "../debugger/why/input-memory.ts";
import type { BuildMemory } from "../debugger/why/remembered.ts";
import { inputsOf } from "../store/inputs.ts";

type Asked = Omit<Parameters<typeof inputMemory>[0], "memory"> & {
  readonly env: NodeJS.ProcessEnv;
  /** Absent: no later build would know it again. */
  readonly file: string | undefined;
};

export const stepInputs = ({ env, file, ...rest }: Asked): InputMemory =>
  inputMemory({ ...rest, memory: file === undefined ? forgetful : inputsOf(env, file) });

const forgetful: BuildMemory = { read: () => undefined, write: () => {} };
