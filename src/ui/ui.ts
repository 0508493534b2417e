/** The UI without a terminal: keys in, scenes out. Holds the view; the controller holds the truth. */

import { engineHint, StepProblem } from "../builder/problem.ts";
import { isFrozen } from "../debugger/breakpoints/frozen.ts";
import type { ScriptLine } from "../debugger/commands/script.ts";
import type { Controller } from "../debugger/controller.ts";
import { noticeTexts } from "../debugger/notices.ts";
import { isUnderWay } from "../debugger/writing.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { attention } from "./attention.ts";
import { inMemory } from "./command-line/history.ts";
import { commandLineKey } from "./command-line/keys.ts";
import { runScript } from "./command-line/script.ts";
import { lineOfKey, namedLine, withKeys } from "./commands/all-rows.ts";
import { offerDraft } from "./commands/edit-dialogue.ts";
import { helpOn } from "./commands/help-on.ts";
import { look, shownText } from "./commands/look.ts";
import { pressed } from "./commands/press.ts";
import type { CommandHistory, Context, Host } from "./context.ts";
import type { Key } from "./decode-keys.ts";
import { earlyKeys } from "./early-keys.ts";
import { checker } from "./editor/checker.ts";
import { keptDraft } from "./editor/kept-draft.ts";
import { textOf } from "./editor/text-editor.ts";
import { exitOf, type UiExit } from "./exit.ts";
import { promptEdit, promptOf } from "./footer/prompt.tsx";
import type { SceneSource } from "./hooks/use-scene.ts";
import { logSearcher } from "./log-searcher.ts";
import { mouseUsed } from "./mouse/use-mouse.ts";
import { type OpenShells, settled, shellsNotices } from "./open-shells.ts";
import { createPacer, type Pace, usualPace } from "./pacer.ts";
import { newPanes, updatePanes } from "./panes/index.ts";
import { type Scene, type Size, situationOf } from "./scene.ts";
import { newView, type Prompt, type Question, updateView, type View, type ViewAction } from "./view.ts";

export type Ui = SceneSource & {
  resize(size: Size): void;
  /** The terminal tells that it is looked at, or no more. */
  focus(on: boolean): void;
  /** Settles when the person has left, or when end() was called. */
  readonly done: Promise<UiExit>;
  end(exit: UiExit["exit"]): void;
};

export type UiOptions = {
  readonly controller: Controller;
  readonly host: Host;
  readonly size: Size;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pace?: Pace;
  /** Absent: lines are remembered for as long as the screen is open. */
  readonly history?: CommandHistory;
  /** Done before the first key. */
  readonly commands?: readonly ScriptLine[];
  /** Throws UserError. Absent: there are no files to read. */
  readonly readScript?: (file: string) => readonly ScriptLine[];
  /** Settles when the controller does commands; until then keys wait. Absent: it does. */
  readonly opens?: Promise<unknown> | undefined;
  /** A session to go on with is offered, as a notice says: Enter takes it. */
  readonly offersResume?: () => boolean;
};

const spinnerMs = 125;

export function createUi(options: UiOptions): Ui {
  const { controller, host, size: firstSize, env, pace = usualPace, history = inMemory(), offersResume = () => false } = options;
  const { commands = [], readScript = () => [], opens } = options;
  let view: View = newView;
  let panes = newPanes;
  let size = firstSize;
  let { session } = controller.snapshot();
  const person = attention(session, Date.now);
  let over = false;
  /** A key is being answered: what changes now is what the person waits for. */
  let pressing = false;
  let ticking: NodeJS.Timeout | undefined;
  let answer: ((key: string) => void) | undefined;
  let typed: ((text: string | undefined) => void) | undefined;
  let asking: Promise<unknown> = Promise.resolve();
  let resolveDone: (exit: UiExit) => void = () => {};
  const done = new Promise<UiExit>((resolve) => {
    resolveDone = resolve;
  });
  const listeners = new Set<() => void>();
  const shells: OpenShells = new Map();
  const outside: Context["outside"] = { unsaved: undefined };
  const check = checker(controller);

  const picture = (): Scene => {
    const { notices, ...snapshot } = controller.snapshot();
    return {
      ...snapshot,
      view,
      panes,
      engine: controller.engine,
      tags: controller.tags,
      path: controller.path,
      notices: [...noticeTexts(notices), ...shellsNotices(view.shells)].map((text) => withKeys(cleanText(text), view)),
      problems: check(view),
      output: controller.output,
      looks: controller.looks,
      inputs: controller.inputs,
      size,
      now: Date.now(),
    };
  };
  let scene = picture();
  const publish = () => {
    context.search.follow();
    scene = picture();
    for (const listener of listeners) listener();
  };
  const pacer = createPacer(publish, pace, () => host.congested());

  const tick = () => {
    const turns = (isUnderWay(session) && !isFrozen(session)) || view.waiting !== undefined;
    const wanted = !over && turns;
    if (wanted) ticking ??= setInterval(() => pacer.request(), spinnerMs);
    else {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
  const apply = (action: ViewAction) => {
    view = updateView(view, action);
    panes = updatePanes(panes, action);
    tick();
    pacer.request(pressing);
  };
  const unsubscribe = controller.subscribe(() => {
    const { session: after } = controller.snapshot();
    if (after !== session) {
      const before = session;
      session = after;
      apply({ type: "session", before, after });
      const notification = person.session(before, after, view.notify);
      if (notification !== undefined) host.notify(notification);
      if (view.leaving && !isUnderWay(after)) end("quit");
    } else {
      pacer.request();
    }
  });

  const show = (question: Question) =>
    new Promise<string>((resolve) => {
      answer = resolve;
      apply({ type: "ask", question });
    });
  const answered = (question: Question, key: string) => {
    const name = key === "ctrl-c" || key === "escape" ? question.escape : key;
    const choice = question.choices.find((each) => each.key === name);
    if (choice === undefined) return;
    apply({ type: "ask", question: undefined });
    answer?.(choice.key);
  };

  const typing = (prompt: Prompt, key: Key) => {
    const action = promptEdit(key);
    if (action === "enter") typed?.(textOf(prompt.editor));
    else if (action === "leave") typed?.(undefined);
    else if (action !== undefined) apply({ type: "prompt-edit", action });
  };

  const context: Context = {
    controller,
    host,
    env,
    history,
    view: () => view,
    apply,
    scene: picture,
    situation: () => situationOf(picture()),
    say: (text, tone = "info") => apply({ type: "say", message: { text: cleanText(text), tone, over: scene.notices } }),
    refuse: ({ reason }, tone) => context.say(context.withKeys(reason), tone),
    withKeys: (text) => withKeys(text, view),
    lineOfKey,
    namedLine,
    look: (command) => look(context, command),
    shownText: () => shownText(picture()),
    search: logSearcher({ scene: picture, apply, say: (text) => context.say(text), redraw: () => pacer.request() }),
    help: (text) => helpOn(context, text),
    source: async (file) => runScript(context, readScript(file)),
    shells,
    outside,
    ask: (question) => {
      // At once where it can be: the next key is its answer already.
      const mine = view.question === undefined ? show(question) : asking.then(() => show(question));
      asking = mine;
      return mine;
    },
    askText: (asked) =>
      new Promise((resolve) => {
        const answers: string[] = [];
        // The next one at once: a key that comes right behind Enter is for it.
        typed = (text) => {
          if (text !== undefined) answers.push(text);
          const next = text === undefined ? undefined : asked[answers.length];
          apply({ type: "prompt", prompt: next && promptOf(next) });
          if (next === undefined) resolve(text === undefined ? undefined : answers);
        };
        apply({ type: "prompt", prompt: asked[0] && promptOf(asked[0]) });
      }),
    await: async (what, work) => {
      apply({ type: "wait", what });
      try {
        return await work();
      } catch (error) {
        context.say(errorText(error), "bad");
        return undefined;
      } finally {
        apply({ type: "wait", what: undefined });
      }
    },
    ended: () => over,
    end: () => end("quit"),
    detach: () => end("detached"),
  };

  const answers = (work: Promise<void>) => work.catch((error: unknown) => context.say(errorText(error), "bad"));

  const takesOffer = (key: Key): boolean =>
    offersResume() && key.name === "enter" && view.editing === undefined && view.help === undefined;

  const end = (exit: UiExit["exit"]) => {
    if (over) return;
    over = true;
    tick();
    pacer.close();
    context.search.close();
    unsubscribe();
    const draft = exit === "ended" ? keptDraft(controller, view.editing) : [];
    if (exit === "ended") controller.execute({ name: "stop" });
    const stands = exit === "ended" ? controller.idle() : Promise.resolve();
    // a layer that is kept while an instruction runs is none that the session knows
    void Promise.all([outside.unsaved?.(), stands.then(() => settled(shells))]).then(([unsaved]) => {
      const edited = unsaved === undefined ? [] : [`the edited text of a file, which is not in its layer yet, is in ${unsaved}`];
      resolveDone(exitOf(controller.snapshot().session, exit, [...draft, ...edited]));
    });
  };

  // who did not type it is not told that it was done: what there is to know at the start stays on the screen
  const quiet: Context["say"] = (text, tone) => tone === "bad" && context.say(text, tone);
  const respond = (key: Key) => {
    if (key.mouse !== undefined) mouseUsed(context, key.mouse);
    else if (view.question !== undefined) answered(view.question, key.name);
    else if (view.prompt !== undefined) typing(view.prompt, key);
    else if (view.commandLine !== undefined) void answers(commandLineKey(context, view.commandLine, key));
    else if (takesOffer(key)) end("resume");
    else void answers(pressed(context, key));
  };
  const press = (key: Key) => {
    if (over) return;
    person.key();
    pressing = true;
    if (!waits(key)) respond(key);
    pressing = false;
  };
  const waits = earlyKeys(opens, {
    begin: () => {
      void offerDraft(context);
      void answers(runScript({ ...context, say: quiet }, commands));
    },
    press,
    leave: () => end("quit"),
    say: (text) => context.say(text),
  });

  return {
    scene: () => scene,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    key: press,
    resize: (next) => {
      if (next.columns === size.columns && next.rows === size.rows) return;
      size = next;
      publish();
    },
    focus: person.focus,
    done,
    end,
  };
}

function errorText(error: unknown): string {
  if (error instanceof UserError) {
    const [first] = error.problems;
    return first?.hint === undefined ? error.message : `${first.message}: ${first.hint}`;
  }
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof StepProblem ? error.hint : engineHint(error.message);
  return hint === undefined ? error.message : `${error.message}: ${hint}`;
}
