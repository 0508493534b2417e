import { expect, it } from "vitest";
import { hostsText, wantsResolver } from "../../src/builder/sandbox/network-files.ts";

it("writes the hosts of BuildKit's sandbox", () => {
  expect(hostsText("buildkitsandbox", ["foo:1.2.3.4", "six:fe80::1"])).toBe(
    "127.0.0.1\tlocalhost buildkitsandbox\n::1\tlocalhost ip6-localhost ip6-loopback\n1.2.3.4\tfoo\nfe80::1\tsix\n",
  );
});

it("leaves the file to the engine where only the engine knows an address", () => {
  expect(hostsText("buildkitsandbox", ["gate:host-gateway"])).toBeUndefined();
});

it("asks for the resolver's file where the text of a RUN names it", () => {
  expect(wantsResolver(["/bin/sh", "-c", "make"])).toBe(false);
  expect(wantsResolver(["cp", "/etc/resolv.conf", "/"])).toBe(true);
});
