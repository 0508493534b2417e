/** The docker adapter keeps the port's contract on the engine of the environment, which must have busybox:latest. */
import { connectEngine } from "../../src/engine/docker/connect.ts";
import { engineContract } from "./contract.ts";

engineContract("docker", () => connectEngine(process.env));
