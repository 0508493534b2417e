import type { StageState } from "../../src/builder/state.ts";

/** A stage of which nothing is known but that it is there; tests say what differs. */
export const bareStage: StageState = {
  index: 0,
  image: "sha256:0",
  size: 0,
  layers: 0,
  config: {},
  history: [],
  author: "",
  os: "linux",
  architecture: "amd64",
  variant: "",
  created: "",
  ran: false,
  cmdSet: false,
  args: [],
  variables: [],
  key: "",
  byHand: [],
};
