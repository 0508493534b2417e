// The network of the private engine: a bridge of its own with a subnet that is free, and three firewall rules of its own.
// The engine itself is started without firewall rules, because engines that share a machine take each other's away.
import { readFileSync } from "node:fs";
import os from "node:os";
import { must, run, which, withSystemPath } from "./processes.mjs";
import { SetupError } from "./say.mjs";

const env = () => withSystemPath();

/** Makes the bridge when it is missing. Throws a SetupError (3) where even root may not. */
export async function makeBridge(name) {
  const shown = await run("ip", ["-4", "-o", "address", "show", "dev", name], { env: env() });
  if (shown.code === 0 && shown.stdout.includes("inet ")) return;
  const subnet = freeSubnet();
  if (shown.code !== 0) {
    const added = await run("ip", ["link", "add", name, "type", "bridge"], { env: env() });
    if (added.code !== 0) {
      throw new SetupError(
        [
          `this machine lets nobody make a network bridge (${added.text.trim()}), so no engine can run in it`,
          "It is probably itself a container: start it with --privileged, or set DOCKER_HOST to an engine that it can reach.",
        ],
        3,
      );
    }
  }
  await must("giving the bridge its address", "ip", ["address", "add", `${subnet}.1/24`, "dev", name], { env: env() });
  await must("switching the bridge on", "ip", ["link", "set", name, "up"], { env: env() });
}

const asNumber = (address) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** The first 10.213.x that no route and no interface of this machine touches, as `10.213.x`. */
export function freeSubnet(taken = takenNetworks()) {
  for (let third = 0; third < 256; third++) {
    const first = asNumber(`10.213.${third}.0`);
    if (taken.every(({ from, to }) => to < first || from > first + 255)) return `10.213.${third}`;
  }
  throw new SetupError("no free subnet for the engine's bridge: all of 10.213.0.0/16 is in use", 3);
}

/** Address ranges in use: every route but the default one, and the addresses of the interfaces. */
function takenNetworks() {
  const rows = readFileSync("/proc/net/route", "utf8").trim().split("\n").slice(1);
  const routes = rows.map((row) => row.split("\t")).map((cells) => [littleEndian(cells[1]), littleEndian(cells[7])]);
  const ranges = routes.filter(([, mask]) => mask !== 0).map(([from, mask]) => ({ from, to: from + (0xffffffff - mask) }));
  const own = Object.values(os.networkInterfaces()).flat();
  return [
    ...ranges,
    ...own.filter((one) => one.family === "IPv4").map(({ address }) => ({ from: asNumber(address), to: asNumber(address) })),
  ];
}

const littleEndian = (hex) => Buffer.from(hex, "hex").readUInt32LE(0);

async function subnetOf(bridge) {
  const { stdout } = await run("ip", ["-4", "-o", "address", "show", "dev", bridge], { env: env() });
  return /inet (\d+\.\d+\.\d+)\.\d+\/24/.exec(stdout)?.[1];
}

function rules(bridge, subnet) {
  return [
    ["-t", "filter", "FORWARD", ["-i", bridge, "-j", "ACCEPT"]],
    ["-t", "filter", "FORWARD", ["-o", bridge, "-j", "ACCEPT"]],
    ["-t", "nat", "POSTROUTING", ["-s", `${subnet}.0/24`, "!", "-o", bridge, "-j", "MASQUERADE"]],
  ].map(([option, table, chain, rule]) => (verb) => ["-w", option, table, verb, chain, ...rule]);
}

/** Lets containers out: puts in front the rules that are missing. Quick when none is. */
export async function openFirewall(bridge) {
  const subnet = await subnetOf(bridge);
  if (subnet === undefined || which("iptables") === undefined) return;
  for (const rule of rules(bridge, subnet)) {
    const there = await run("iptables", rule("-C"), { env: env() });
    if (there.code !== 0) await must("a firewall rule for the engine's bridge", "iptables", rule("-I"), { env: env() });
  }
}

/** Takes the rules and the bridge away. */
export async function removeNetwork(bridge) {
  const subnet = await subnetOf(bridge);
  if (subnet === undefined) return;
  for (const rule of rules(bridge, subnet)) await run("iptables", rule("-D"), { env: env() });
  await run("ip", ["link", "delete", bridge], { env: env() });
}
