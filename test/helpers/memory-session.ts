/** A whole session on the engine in memory: the real controller, a Dockerfile on disk, RUNs that end when the test says so. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BuildArgs } from "../../src/builder/args.ts";
import type { RunRecords } from "../../src/builder/execution/record.ts";
import { filesOf } from "../../src/builder/image-fs/container-files.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { BuildRequest } from "../../src/builder/request.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Command } from "../../src/debugger/commands/command.ts";
import type { Controller } from "../../src/debugger/controller.ts";
import { createController, type OwnController } from "../../src/debugger/create-controller.ts";
import { dockerfileOnDisk } from "../../src/debugger/dockerfile-on-disk.ts";
import type { Restored } from "../../src/debugger/journal/replay.ts";
import { outputsIn } from "../../src/debugger/outputs.ts";
import type { Session } from "../../src/debugger/session.ts";
import type { OnLeft, TerminalEnd } from "../../src/debugger/shell-port.ts";
import type { VerifyPort } from "../../src/debugger/verify-port.ts";
import type { SyntaxProblem } from "../../src/dockerfile/program.ts";
import { EngineRefusedError } from "../../src/errors.ts";
import { copyOut } from "../../src/extract/copy-out.ts";
import { type HeldCall, heldCall } from "./held-call.ts";
import type { World } from "./memory-commands.ts";
import { contextOn } from "./memory-context.ts";
import { createMemoryEngine, type MemoryEngine } from "./memory-engine.ts";
import { file, makeParents } from "./memory-files.ts";
import { plainRequest } from "./plain-request.ts";
import { linux, planOf } from "./plans.ts";

export type MemorySession = {
  readonly controller: OwnController;
  readonly engine: MemoryEngine;
  /** The context; the Dockerfile is in it. */
  readonly folder: string;
  readonly file: string;
  /** Every command that was asked for. */
  readonly commands: readonly Command[];
  /** Every RUN that has begun. */
  readonly ran: readonly string[];
  session(): Session;
  /** The Dockerfile on disk. */
  disk(): string;
  change(text: string): void;
  /** Asks for the command, which must be accepted, and waits for the stop. */
  at(command: Command): Promise<Session>;
  /** From now on RUNs whose command contains one of `parts` wait for end(). */
  hold(...parts: string[]): void;
  /** How RUNs that contain `part` end by themselves. */
  fails(part: string, code: number): void;
  /** Settles once a RUN with `part` in its command is under way. */
  runs(part: string): Promise<void>;
  /** Lets that RUN end, once it is under way. */
  end(part: string, code?: number): Promise<void>;
  print(part: string, lines: readonly string[]): void;
  /**
   * What the next shells do: `script` is typed into them. `leave`: before that they are left running, and whenever somebody comes back;
   * `left`: those that are, with how they end by themselves.
   */
  readonly shell: {
    script: string;
    during?: () => Promise<void>;
    end?: TerminalEnd;
    error?: Error;
    ran: number;
    leave?: boolean;
    /** Before the engine tells what one changed, once. */
    looked?: (() => Promise<unknown>) | undefined;
    readonly left: (() => void)[];
  };
  /** What happens as a RUN begins. */
  during: () => void | Promise<void>;
  /** The next commit of a layer is refused with these words. */
  refuseCommit(message: string): void;
  /** From now on nobody gets a container to look into a layer. */
  refuseLooks(message: string): void;
  /** The next container to look into a layer is there, and does nothing before `end`. */
  holdLooks: HeldCall["hold"];
  /** The same of the next commit of a layer. */
  holdCommit: HeldCall["hold"];
  close(): Promise<void>;
};

export type MemorySessionOptions = {
  readonly text: string;
  readonly breakpoints?: readonly number[];
  readonly tags?: readonly string[];
  readonly maxParallel?: number;
  /** Files of the context. */
  readonly files?: Readonly<Record<string, string>>;
  /** Images of the engine beside busybox. */
  readonly images?: readonly string[];
  /** Files that a RUN with these words writes. */
  readonly writes?: Readonly<Record<string, readonly string[]>>;
  /** What is under work is written down there. */
  readonly records?: RunRecords;
  readonly buildArgs?: BuildArgs;
  readonly secrets?: BuildRequest["secrets"];
  readonly foresee?: (text: string) => Promise<readonly SyntaxProblem[]>;
  readonly verify?: VerifyPort;
  /** Shells are made ready before they are asked for. */
  readonly ahead?: boolean;
  /** As an earlier process of the session left it, with the logs of its attempts by their names. */
  readonly left?: { readonly restored: Restored; readonly logs: Readonly<Record<string, string>> };
  /** What is in a container is asked for before it goes. */
  readonly lookedAt?: boolean;
};

export function memorySession(options: MemorySessionOptions): MemorySession {
  const { text, tags = [], breakpoints = [], files = {}, images = [], writes = {}, maxParallel, foresee, verify } = options;
  const { buildArgs = {}, secrets = {}, records, ahead = false, left, lookedAt = false } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-memory-"));
  const dockerfile = path.join(folder, "Dockerfile");
  fs.writeFileSync(dockerfile, text);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  const logs = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-memory-logs-"));
  for (const [name, content] of Object.entries(left?.logs ?? {})) fs.writeFileSync(path.join(logs, name), content);

  const held: string[] = [];
  const codes = new Map<string, number>();
  const underWay = new Map<string, { readonly end: (code: number) => void; readonly world: World }>();
  const waiting = new Set<() => void>();
  const ran: string[] = [];
  const program = async (argv: readonly string[], world: World): Promise<number> => {
    const command = argv.at(-1) ?? "";
    ran.push(command);
    await made.during();
    for (const [part, paths] of Object.entries(writes)) {
      for (const each of command.includes(part) ? paths : []) {
        makeParents(world.tree, path.dirname(each));
        world.tree.set(each, file(`${each}\n`, { mtime: 0 }));
      }
    }
    const code = [...codes].find(([part]) => command.includes(part))?.[1] ?? 0;
    if (!held.some((part) => command.includes(part))) return code;
    try {
      return await new Promise<number>((resolve) => {
        underWay.set(command, { end: resolve, world });
        world.signal.addEventListener("abort", () => resolve(137));
        for (const each of waiting) each();
      });
    } finally {
      underWay.delete(command);
    }
  };
  const running = (part: string) => [...underWay].find(([command]) => command.includes(part))?.[1];

  const memory = createMemoryEngine({ program });
  for (const image of images) memory.add(image, { files: shellFiles, config: { Cmd: ["sh"] } });
  let refusal: string | undefined;
  let noLooks: string | undefined;
  const looks = heldCall();
  const commits = heldCall();
  const shell: MemorySession["shell"] = { script: "", ran: 0, left: [] };
  const engine: MemoryEngine = {
    ...memory,
    create: async (spec) => {
      if (noLooks !== undefined && /-files/.test(spec.name)) throw new EngineRefusedError(noLooks, 500);
      const id = await memory.create(spec);
      if (/-files/.test(spec.name)) await looks.wait();
      return id;
    },
    commit: async (...asked) => {
      const message = refusal;
      refusal = undefined;
      if (message !== undefined) throw new Error(message);
      await commits.wait();
      return memory.commit(...asked);
    },
    changes: async (id) => {
      const { looked } = shell;
      shell.looked = undefined;
      await looked?.();
      return memory.changes(id);
    },
  };
  const planOptions = { buildArgs, platformArgs: linux };
  const controller = createController({
    info: { address: "memory:", version: "0", apiVersion: "1.51", os: "linux", architecture: "amd64", store: "graph" },
    plan: planOf(text),
    replan: (next) => makePlan(next, planOptions),
    breakpoints: breakpoints.map(onLine),
    ...(maxParallel !== undefined && { maxParallel }),
    ...(foresee !== undefined && { foresee }),
    ...(verify !== undefined && { verify }),
    drafts: { keep: () => path.join(folder, "draft"), found: () => undefined, forget: () => {} },
    disk: dockerfileOnDisk(dockerfile),
    shells: {
      ...(ahead && { preload: () => {} }),
      choices: async () => {
        if (shell.error) throw shell.error;
        return [{ argv: ["/bin/sh"], name: "/bin/sh" }];
      },
      mounted: () => ({ argv: ["/bin/sh"], name: "/bin/sh" }),
      leaveKeys: "Ctrl-^ d",
      run: async (from, { container, onLeft }) => {
        shell.ran++;
        await shell.during?.();
        if (shell.leave && onLeft !== undefined) await untilNotLeft(shell, onLeft);
        if (shell.end) return shell.end;
        const terminal = await from.terminal(container, 80, 24);
        terminal.onData(() => {});
        terminal.write(`${shell.script}\nexit\n`);
        return { code: await terminal.exited, marked: true, typed: true, lastOutput: "" };
      },
    },
    copy: async (from, container, { path: inside, words, destination, replace }) => {
      const copied = await copyOut(filesOf(from, container), { path: inside, words }, { destination, replace });
      return copied.kind === "copied" ? { ...copied.done, kind: "copied" } : copied;
    },
    lookedAt,
    tags,
    ...(left && { restored: left.restored }),
    outputs: outputsIn(logs, left?.restored.attempts),
    now: Date.now,
    build: { ...contextOn(engine, folder, logs), buildArgs, request: { ...plainRequest, secrets }, ...(records && { records }) },
  });
  const commands: Command[] = [];
  const execute: Controller["execute"] = (command) => {
    commands.push(command);
    return controller.execute(command);
  };
  const runs: MemorySession["runs"] = async (part) => {
    while (running(part) === undefined) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
      });
    }
  };
  const made: MemorySession = {
    controller: { ...controller, execute },
    during: () => {},
    engine,
    folder,
    file: dockerfile,
    commands,
    ran,
    session: () => controller.snapshot().session,
    disk: () => fs.readFileSync(dockerfile, "utf8"),
    change: (next) => fs.writeFileSync(dockerfile, next),
    at: async (command) => {
      const done = controller.execute(command);
      if (done.kind === "refused") throw new Error(`${command.name}: ${done.reason}`);
      return controller.idle();
    },
    hold: (...parts) => void held.push(...parts),
    fails: (part, code) => void codes.set(part, code),
    runs,
    end: async (part, code = 0) => {
      await runs(part);
      running(part)?.end(code);
    },
    print: (part, lines) => running(part)?.world.print(lines.map((line) => `${line}\n`).join("")),
    shell,
    refuseCommit: (message) => {
      refusal = message;
    },
    holdLooks: looks.hold,
    holdCommit: commits.hold,
    refuseLooks: (message) => {
      noLooks = message;
    },
    close: async () => {
      held.length = 0;
      for (const { end } of underWay.values()) end(0);
      await controller.close();
      for (const each of [folder, logs]) fs.rmSync(each, { recursive: true, force: true });
    },
  };
  return made;
}

/** Settles when somebody who came back stays, or the shell ends by itself. */
function untilNotLeft(shell: MemorySession["shell"], onLeft: OnLeft): Promise<void> {
  return new Promise((ended) => {
    const leave = () => {
      onLeft({
        again: async () => {
          if (shell.leave) leave();
          else ended();
          return shell.leave ? "left" : "ended";
        },
        close: ended,
      });
    };
    shell.left.push(ended);
    leave();
  });
}

const shellFiles = {
  "/bin/sh": "program",
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\napp:x:1000:0:app:/:/bin/sh\n",
  "/etc/group": "root:x:0:\n",
  "/usr/include/stdio.h": "",
  "/tmp/.keep": "",
};
