/** The docker adapter keeps the port's contract on the engine of the environment, which must have busybox:latest. */
import { connectEngine } from "../../src/engine/docker/connect.ts";
import { docker } from "../helpers/dbuild.ts";
import { engineContract } from "./contract.ts";

engineContract(
  "docker",
  () => connectEngine(process.env),
  (_engine, container, paused) => docker([paused ? "pause" : "unpause", container]),
);
