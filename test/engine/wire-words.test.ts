/** The pure parts of the docker adapter: what goes over the wire and what comes back, in our words. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathStat } from "../../src/engine/docker/archive-files.ts";
import { negotiate } from "../../src/engine/docker/connect.ts";
import { containerEnv, createBody } from "../../src/engine/docker/containers.ts";
import { demultiplexer } from "../../src/engine/docker/demultiplex.ts";
import { historyOf } from "../../src/engine/docker/image-history.ts";
import { imageOf } from "../../src/engine/docker/image-json.ts";
import { type Found, layersOf } from "../../src/engine/docker/manifests.ts";
import { authHeader } from "../../src/engine/docker/pull.ts";
import { fullName, parseReference } from "../../src/engine/docker/reference.ts";
import { EngineLostError, EngineRefusedError } from "../../src/errors.ts";

describe("API versions", () => {
  const peer = { address: "x" };
  it.each([
    ["1.41", "1.12", "1.41"],
    ["1.51", "1.24", "1.51"],
    ["1.99", "1.44", "1.51"],
    ["1.99", "1.60", "1.60"],
    ["2.0", undefined, "1.51"],
  ])("an engine of %s down to %s is spoken to in %s", (theirs, oldest, spoken) => {
    expect(negotiate(theirs, oldest, peer)).toBe(spoken);
  });
  it("refuses what is older than Engine 20.10", () => {
    expect(() => negotiate("1.40", "1.12", peer)).toThrow(EngineLostError);
    expect(() => negotiate("1.9", "1.9", peer)).toThrow(EngineLostError);
  });
});

it("writes logins as the engine reads them: URL alphabet, padded", () => {
  for (const password of ["", "a", "ab", "abc", "\u00fb\u00ff?>~~~"]) {
    const header = authHeader({ password });
    expect(header).toMatch(/^[A-Za-z0-9_-]+=*$/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ password });
  }
});

describe("names of images", () => {
  it.each([
    ["busybox", "docker.io/library/busybox:latest"],
    ["busybox:1", "docker.io/library/busybox:1"],
    ["me/tool:1", "docker.io/me/tool:1"],
    ["docker.io/busybox", "docker.io/library/busybox:latest"],
    ["index.docker.io/me/x", "docker.io/me/x:latest"],
    ["localhost/x", "localhost/x:latest"],
    ["localhost:5000/x:2", "localhost:5000/x:2"],
    ["reg.test/a/b/c", "reg.test/a/b/c:latest"],
    ["UPPER/x", "UPPER/x:latest"],
    ["[::1]:5000/x", "[::1]:5000/x:latest"],
    [`x@sha256:${"a".repeat(64)}`, "docker.io/library/x:latest"],
  ])("%s is %s", (text, full) => {
    expect(fullName(parseReference(text))).toBe(full);
  });
  it.each(["", "Busybox", "a b", "x:", "x:a/b", "../x", "x@sha256:12", "a//b", "-x", "x?y=1", "a".repeat(64)])(
    "%j is none",
    (text) => {
      expect(() => parseReference(text)).toThrow(EngineRefusedError);
    },
  );
});

describe("output", () => {
  const frame = (stream: number, payload: Uint8Array): Buffer => {
    const header = Buffer.alloc(8);
    header[0] = stream;
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };

  it("comes out whole however the bytes arrive", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })), { maxLength: 10 }),
        fc.array(fc.nat({ max: 20 }), { maxLength: 60 }),
        (frames, cuts) => {
          const wire = Buffer.concat(frames.map(([stream, payload]) => frame(stream, payload)));
          const seen: Buffer[] = [];
          const feed = demultiplexer((chunk) => seen.push(Buffer.from(chunk)));
          let at = 0;
          for (const cut of cuts) {
            feed(wire.subarray(at, at + cut));
            at = Math.min(at + cut, wire.length);
          }
          feed(wire.subarray(at));
          expect(Buffer.concat(seen)).toEqual(Buffer.concat(frames.map(([, payload]) => Buffer.from(payload))));
        },
      ),
    );
  });
});

describe("containers", () => {
  it("takes away what the image would bring", () => {
    expect(containerEnv(["A=1"], ["A=2", "B=3"])).toEqual(["A=1", "B", "HOSTNAME"]);
    expect(containerEnv(["PATH=/x"], ["PATH=/y"])).toEqual(["PATH=/x", "HOSTNAME"]);
    expect(containerEnv([], ["PATH=/y"])[0]).toMatch(/^PATH=\/usr\/local\/sbin:/);
    expect(containerEnv(["HOSTNAME=mine"], [])).toEqual(["HOSTNAME=mine"]);
  });

  it("leaves nothing for the image to fill in, and no label", () => {
    const body = createBody({ image: "x", name: "n" }, []);
    expect(body).toEqual(
      expect.objectContaining({ User: "0", WorkingDir: "/", Cmd: [], Entrypoint: ["/"], Hostname: "buildkitsandbox" }),
    );
    expect(body.Healthcheck).toEqual({ Test: ["NONE"] });
    expect(body.HostConfig?.Init).toBe(false);
    expect(body).not.toHaveProperty("Labels");
    expect(createBody({ image: undefined, name: "n" }, []).Image).toBe("");
  });
});

describe("a path's status", () => {
  const json = { name: "x", size: 3, mtime: "2024-01-01T00:00:01.9Z", linkTarget: "/t" };
  it.each([
    ["a file", 0o644, "file", 0o644],
    ["setuid", 0o755 + 2 ** 23, "file", 0o4755],
    ["setgid", 0o755 + 2 ** 22, "file", 0o2755],
    ["a sticky directory", 0o777 + 2 ** 31 + 2 ** 20, "directory", 0o1777],
    ["a link", 0o777 + 2 ** 27, "symlink", 0o777],
    ["a device", 0o600 + 2 ** 26 + 2 ** 21, "other", 0o600],
    ["a pipe", 0o600 + 2 ** 25, "other", 0o600],
    ["a socket", 0o600 + 2 ** 24, "other", 0o600],
  ])("%s", (_name, mode, type, permissions) => {
    const linkTarget = type === "symlink" ? "/t" : "";
    expect(pathStat({ ...json, mode })).toEqual({ name: "x", size: 3, mtime: 1704067201.9, linkTarget, type, mode: permissions });
  });
});

describe("images", () => {
  it("reads what an engine leaves out as empty", () => {
    expect(imageOf({ Id: "sha256:1" })).toEqual({
      id: "sha256:1",
      config: {},
      created: "0001-01-01T00:00:00Z",
      author: "",
      os: "",
      architecture: "",
      variant: "",
      diffIds: [],
      size: 0,
      tags: [],
    });
  });

  it("keeps the config's fields, drops those of containers", () => {
    const { config } = imageOf({
      Id: "x",
      Config: { Hostname: "h", Env: ["A=1"], Cmd: null, User: "", AttachStdin: false, Shell: ["/bin/sh"] },
    });
    expect(config).toEqual({ Env: ["A=1"], User: "", Shell: ["/bin/sh"] });
  });

  it("guesses no more layers into a history than there are", () => {
    const lines = (...entries: [string, number][]) =>
      entries.map(([CreatedBy, Size]) => ({ CreatedBy, Size, Created: 1 })).reverse();
    const empty = (entries: [string, number][], layers: number) =>
      historyOf(lines(...entries), layers).map((entry) => entry.empty_layer === true);
    expect(
      empty(
        [
          ["ADD x", 9],
          ["CMD x", 0],
        ],
        1,
      ),
    ).toEqual([false, true]);
    // an empty RUN made a layer, ENV did not
    expect(
      empty(
        [
          ["ADD x", 9],
          ["ENV A=1", 0],
          ["RUN true", 0],
        ],
        2,
      ),
    ).toEqual([false, true, false]);
    expect(
      empty(
        [
          ["ADD x", 9],
          ["/bin/sh -c #(nop)  ENV A=1", 0],
          ["/bin/sh -c true", 0],
        ],
        2,
      ),
    ).toEqual([false, true, false]);
    expect(
      empty(
        [
          ["ADD x", 9],
          ["WORKDIR /x", 0],
          ["USER 1", 0],
        ],
        2,
      ),
    ).toEqual([false, false, true]);
    expect(empty([["ADD x", 9]], 4)).toEqual([false]);
    expect(empty([["ENV A=1", 0]], 0)).toEqual([true]);
    expect(historyOf(lines(["x", 1]), 1)).toEqual([{ created: "1970-01-01T00:00:01Z", created_by: "x" }]);
  });
});

describe("manifests", () => {
  const layer = (digest: string, mediaType = "application/vnd.oci.image.layer.v1.tar+gzip") => ({ digest, mediaType, size: 1 });
  const image = imageOf({ Id: "sha256:index", Os: "linux", Architecture: "amd64", RootFS: { Layers: ["a"] } });
  const amd: Found = { digest: "sha256:amd", body: { layers: [layer("1")] } };
  const arm: Found = { digest: "sha256:arm", body: { layers: [layer("2")] } };
  const proof: Found = { digest: "sha256:proof", body: { layers: [layer("3", "application/vnd.in-toto+json")] } };
  const index: Found = {
    digest: "sha256:index",
    body: {
      manifests: [
        { digest: "sha256:amd", platform: { os: "linux", architecture: "amd64" } },
        { digest: "sha256:arm", platform: { os: "linux", architecture: "arm64" } },
        { digest: "sha256:proof", platform: { os: "unknown", architecture: "unknown" } },
      ],
    },
  };
  it("finds the layers of the image's own platform", () => {
    expect(layersOf([proof, arm, amd, index], image)).toEqual(amd.body.layers);
    expect(layersOf([arm, amd], { ...image, id: "sha256:arm" })).toEqual(arm.body.layers);
    expect(layersOf([proof, amd], image)).toEqual(amd.body.layers);
  });
  it("says nothing when it cannot be sure", () => {
    expect(layersOf([arm, amd], image)).toBeUndefined();
    expect(layersOf([], image)).toBeUndefined();
    expect(layersOf([proof], image)).toBeUndefined();
    expect(layersOf([amd], { ...image, diffIds: ["a", "b"] })).toBeUndefined();
  });
});
