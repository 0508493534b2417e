/** What may go, what a person has to be asked about, and what stays, each with the reason. Pure. */
import { type CacheRule, cacheThatStays } from "./cache-rule.ts";
import { type Found, type Item, itemsOf, type Life, type Sessions } from "./items.ts";
import { type Layers, layersOf } from "./layers.ts";
import { type Needed, neededBy, resumable } from "./needed.ts";

export type Wish = CacheRule & {
  /** Nothing of dbuild stays, but for what living ones use. */
  readonly all: boolean;
  /** What is younger stays, leftovers too: seconds since the epoch. */
  readonly before?: number;
  /** A person agreed that their own work goes. */
  readonly agreed: boolean;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Address of the engine that was looked at. */
  readonly engine: string;
};

export type Verdict = "remove" | "ask" | "keep";
export type Judged = { readonly item: Item; readonly verdict: Verdict; readonly why: string };

/** All that was found, in the order in which it is to go: what stands on other things first. */
export function choose(found: Found, sessions: Sessions, wish: Wish): readonly Judged[] {
  const items = itemsOf(found, sessions);
  const layers = layersOf(found.images);
  const { life } = sessions;
  const newest = wish.all ? found.sessions.filter(({ id }) => life(id) !== "dead") : resumable(found.sessions, sessions);
  // what another one needs that a person is asked about stays until the answer is yes
  const live = found.sessions.filter((each) => newest.includes(each) || (each.unfinished && !wish.agreed));
  const liveIds = new Set(live.map(({ id }) => id));
  const newestIds = new Set(newest.map(({ id }) => id));
  const wanted = new Set(live.flatMap(({ needs }) => needs.containers));
  const container = (item: Of<"container">): Judgement => judgeContainer(item, wanted, wish);
  const needed = neededBy(live, items, (item) => {
    const own = item.type === "tag" && item.life === "unknown" && isPersons(item.kind);
    const judgement = item.type === "container" ? container(item) : own ? undefined : ofTheLiving(item.life, wish);
    return judgement?.verdict === "keep" || (judgement?.verdict === "ask" && !wish.agreed);
  });
  const staying = cacheThatStays({ found, items, layers, needed }, wish);
  const someLive = items.some((item) => item.life === "living");
  const busy = someLive || items.some((item) => item.life === "unknown");
  const judge = (item: Item): Judgement => {
    switch (item.type) {
      case "container":
        return container(item);
      case "volume":
        return judgeVolume(item, needed, wish);
      case "session":
        return judgeSession(item, newestIds, found, wish);
      case "folder":
        return judgeFolder(item, someLive, wish);
      case "untagged":
        if (needed.images.has(item.image)) return keep(needsIt);
        return (busy && wish.now - item.used < settling) || isYoung(item.used, wish)
          ? keep("it is new: a build may be about to name it")
          : remove("its tag moved on");
      case "tag":
        return judgeTag(item, { needed, staying, going: liveIds }, wish);
    }
  };
  return items.map((item) => ({ item, ...judge(item) })).sort((one, other) => rank(one.item, layers) - rank(other.item, layers));
}

type Of<Type extends Item["type"]> = Extract<Item, { readonly type: Type }>;
type Judgement = Omit<Judged, "item">;

const keep = (why: string): Judgement => ({ verdict: "keep", why });
const remove = (why: string): Judgement => ({ verdict: "remove", why });
const ask = (why: string): Judgement => ({ verdict: "ask", why });
const needsIt = "a session needs it";
const runs = "a dbuild that runs uses it";
const elsewhere =
  "of a dbuild on another machine, in a container or with another state folder, which may still run or be gone on with";

/** Seconds in which a commit of a living dbuild gets its tag, and what it fetches is in use. */
const settling = 3600;

const isYoung = (time: number, { before }: Wish): boolean => before !== undefined && time >= before;
const young = keep("it is younger than asked for");

/** Of a session's own: why it stays whatever it is; undefined: its session is dead. */
function ofTheLiving(life: Life | undefined, { all }: Wish): Judgement | undefined {
  if (life === "living") return keep(runs);
  if (life === "unknown") return all ? ask(elsewhere) : keep(elsewhere);
  return undefined;
}

/** When the session began, by its id: seconds since the epoch. */
function begun(session: string | undefined): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(session ?? "") ?? [];
  return y === undefined ? 0 : Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s)) / 1000;
}

function judgeContainer(item: Of<"container">, wanted: ReadonlySet<string>, wish: Wish): Judgement {
  const { kind, life, session, running, name, id } = item;
  const lives = kind === "kept" ? undefined : ofTheLiving(life, wish);
  if (lives !== undefined) return lives;
  if (wanted.has(name) || wanted.has(id)) return keep(needsIt);
  if (running && !wish.all) return keep(`it runs: docker stop ${name} ends it`);
  if (isYoung(begun(session), wish)) return young;
  if (kind === "kept") return ask("work whose layer found no room");
  if (kind === "work") return ask("work that is no layer yet: the next build makes one of it");
  if (running) return ask("something runs in it");
  return remove("left by a dbuild that died");
}

function judgeVolume(item: Of<"volume">, needed: Needed, wish: Wish): Judgement {
  if (item.kind !== "session") return wish.all ? remove("--all") : keep("--all removes it");
  const lives = ofTheLiving(item.life, wish);
  if (lives !== undefined) return lives;
  if (needed.volumes.has(item.name)) return keep(needsIt);
  return isYoung(begun(item.session), wish) ? young : remove("left by a dbuild that died");
}

function judgeSession(
  { name, life, unfinished, draft }: Of<"session">,
  newest: ReadonlySet<string>,
  found: Found,
  wish: Wish,
): Judgement {
  const engine = found.sessions.find(({ id }) => id === name)?.engine;
  if (life !== "dead") return keep(life === "living" ? runs : elsewhere);
  if (newest.has(name)) return keep("the newest of its Dockerfile, which can be gone on with");
  if (engine !== undefined && engine !== wish.engine) return keep("its layers are in another engine");
  if (isYoung(begun(name), wish)) return young;
  if (draft) return ask("an edit that was not saved");
  return unfinished ? ask("it has not come to its end, and its layers go with it") : remove("it ended");
}

function judgeFolder({ kind, changed }: Of<"folder">, someLive: boolean, { all, now }: Wish): Judgement {
  if (kind === "engines") return keep("programs and images of the engine that npm test brings: delete it by hand");
  if (!all) return keep("--all removes it");
  if (["temporary", "edits"].includes(kind) && now - changed < settling) return keep("it is new: a dbuild may use it");
  if (kind === "edits") return ask("an edit that is in no layer");
  return someLive ? keep("a dbuild that runs may use it") : remove("--all");
}

function judgeTag(
  item: Of<"tag">,
  {
    needed,
    staying,
    going,
  }: { readonly needed: Needed; readonly staying: ReadonlyMap<string, string>; readonly going: ReadonlySet<string> },
  wish: Wish,
): Judgement {
  const { kind, name, image, life, used } = item;
  if (isPersons(kind)) {
    if (life === "living") return keep(runs);
    if (needed.tags.has(name) || needed.images.has(image)) return keep(needsIt);
    if (isYoung(used, wish)) return young;
    return ask(life === "unknown" ? elsewhere : kind === "failed" ? "a failed layer" : "made by hand");
  }
  if (kind === "hold" || kind === "push") {
    const lives = ofTheLiving(life, wish);
    if (lives !== undefined) return lives;
    if (kind === "hold" && going.has(item.session ?? "")) return keep(needsIt);
    return isYoung(begun(item.session), wish) ? young : remove("left by a dbuild that died");
  }
  const why = staying.get(image);
  return why === undefined ? remove("nothing needs it") : keep(why);
}

const isPersons = (kind: string): boolean => kind === "failed" || kind === "hand";

const ranks = { container: 0, volume: 1, tag: 2, untagged: 3, session: 4, folder: 5 } as const;

/** Within a type, images with the most layers first: one below another cannot go before it. */
const rank = (item: Item, layers: Layers): number =>
  ranks[item.type] * 1000 - (item.type === "tag" || item.type === "untagged" ? layers.of(item.image).length : 0);
