// What a page knows of one explorer: how its controls stand, its picture, and pictures of moves that may come next.
// All views of an explorer on a page share its session. A move shows a picture at once if the kernel has sent it
// ahead; the kernel's own answer confirms or replaces it. A token is the kernel's number for how a scene stands.

const SESSIONS = (globalThis[Symbol.for("lesson_utils.sessions")] ??= new Map());
const KEPT = 8e6;  // characters of pictures that came ahead; the oldest go first
const LATE = 1000;  // ms without an answer: then what is shown is marked as waiting
const LOST = 4000;  // ms without an answer: then the next message does not wait for it

const sameValue = (one, other) => JSON.stringify(one) === JSON.stringify(other);

class Session {
  // The session of a model; `view` is told what is new: view.take(entry, states), view.wait(whether it waits).
  static join(model, view) {
    const key = model.get("key");
    if (!SESSIONS.has(key)) SESSIONS.set(key, new Session(model));
    const session = SESSIONS.get(key);
    session.views.add(view);
    return session;
  }

  leave(view) {
    this.views.delete(view);
    if (this.views.size) return;
    SESSIONS.delete(this.model.get("key"));
    this.model.off("change:now", this.onAnswer);
    this.model.off("msg:custom", this.onMessage);
    clearTimeout(this.late);
  }

  constructor(model) {
    this.model = model;
    this.views = new Set();
    this.pictures = new Map();  // token -> entry { svg, alt, now: { token, epoch, states } }
    this.size = 0;
    this.edges = new Map();  // "token control" -> Map(value as JSON -> token)
    this.queue = [];  // moves that were not sent yet
    this.sent = [];  // moves of the message that is on its way
    this.number = this.inFlight = 0;
    this.after = [];  // moves since `base` that lead to a picture which is not known yet
    this.stats = { ahead: 0, asked: 0, wrong: 0 };
    this.onAnswer = () => this.answer();
    this.onMessage = (content, buffers) => { if (content?.ahead) this.learn(buffers[0]); };
    model.on("change:now", this.onAnswer);
    model.on("msg:custom", this.onMessage);
    this.shown = this.fromModel();
    this.states = this.shown.now.states;
    this.base = this.shown.now.token;
    this.epoch = this.shown.now.epoch;
    this.number = this.shown.now.answered;  // another page may have asked already
    this.post({ hello: true });
  }

  fromModel() { return { svg: this.model.get("svg"), alt: this.model.get("alt"), now: this.model.get("now") }; }

  // What a hand does

  move(name, value) {
    const before = this.states[name].value;
    if (sameValue(before, value)) return;
    this.after.push([name, value]);
    this.queue.push([name, value]);
    this.from = before;
    if (this.follow()) this.stats.ahead += 1;
    else {
      this.stats.asked += 1;
      this.states = { ...this.states, [name]: { ...this.states[name], value } };
      this.tell();
      this.watch();
    }
    this.flush();
  }

  ask(message) {  // what is no move: an edited weight, a button
    this.flush(true);
    this.inFlight = this.number += 1;
    this.post({ number: this.number, ...message });
    this.watch();
  }

  near(name) {
    const key = `${this.base} ${name}`;
    if (this.after.length || this.inFlight || this.looked === key) return;
    this.looked = key;
    this.post({ near: name });
  }

  // To and from the kernel

  post(message) { this.model.send(message); }

  flush(now = false) {
    const lost = performance.now() - this.sentAt > LOST;
    if (!this.queue.length || (this.inFlight && !now && !lost)) return;
    this.inFlight = this.number += 1;
    this.sent = this.queue;
    this.queue = [];
    this.sentAt = performance.now();
    this.post({ number: this.number, moves: this.sent, from: this.from });
  }

  answer() {
    const entry = this.fromModel(), { now } = entry;
    if (now.epoch !== this.epoch) this.forget(now.epoch);
    this.keep(entry);
    if (now.answered >= this.inFlight) { this.inFlight = 0; this.sent = []; }
    const newer = [...this.sent, ...this.queue];  // what the kernel has not answered yet
    if (!newer.length) {
      if (!this.after.length && this.base === now.token && this.shown.svg !== entry.svg) this.stats.wrong += 1;
      this.after = [];
      this.base = now.token;
      this.take(entry);
    } else if (this.after.length) {
      this.base = now.token;
      this.after = newer;
      if (!this.follow()) {  // nearer to the truth; the controls that were moved since stay where the hand has them
        this.shown = entry;
        this.states = { ...now.states };
        for (const [name, value] of newer) this.states[name] = { ...this.states[name], value };
        this.tell();
      }
    }
    this.flush();
  }

  async learn(buffer) {
    const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("deflate"));
    const told = await new Response(stream).json();
    if (told.epoch !== this.epoch) return;
    for (const entry of Object.values(told.pictures)) this.keep(entry);
    const leads = told.moves.map(([value, token]) => [JSON.stringify(value), token]);
    for (const [, token, alike] of told.moves) {
      if (!alike) continue;  // from where only this control differs, the same moves lead to the same places
      const key = `${token} ${told.name}`, known = this.edges.get(key) ?? new Map();
      for (const [value, next] of leads) known.set(value, next);
      this.edges.set(key, known);
    }
    if (this.after.length) this.follow();
  }

  // What is known

  // Go on from `base` along the moves since, as far as they are known; true if that is to the end.
  follow() {
    while (this.after.length) {
      const [name, value] = this.after[0];
      const next = this.edges.get(`${this.base} ${name}`)?.get(JSON.stringify(value));
      if (next === undefined || !this.pictures.has(next)) return false;
      this.base = next;
      this.after.shift();
    }
    this.take(this.pictures.get(this.base));
    return true;
  }

  keep(entry) {
    const { token } = entry.now;
    this.size += entry.svg.length - (this.pictures.get(token)?.svg.length ?? 0);
    this.pictures.delete(token);
    this.pictures.set(token, entry);  // a Map keeps the order
    for (const [oldest, { svg }] of this.pictures) {
      if (this.size <= KEPT) break;
      this.pictures.delete(oldest);
      this.size -= svg.length;
    }
    if (this.edges.size > 5000) this.edges.clear();
  }

  forget(epoch) {
    this.epoch = epoch;
    this.pictures.clear();
    this.edges.clear();
    this.size = 0;
    this.looked = null;
  }

  take(entry) {
    this.shown = entry;
    this.states = entry.now.states;
    clearTimeout(this.late);
    this.late = 0;
    for (const view of this.views) view.wait(false);
    this.tell();
  }

  tell() { for (const view of this.views) view.take(this.shown, this.states); }

  watch() {
    if (this.late) return;
    this.late = setTimeout(() => { for (const view of this.views) view.wait(true); }, LATE);
  }
}
