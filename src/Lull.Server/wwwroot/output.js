// Panels with the output of steps. A hundred thousand lines cost what is in sight: lines are fetched by their places, stand at them
// in a space as tall as all lines, and exist only while they can be seen. What is searched is searched on the server.

const page = 200;
const kept = 4_000;

class Panel {
  constructor(box) {
    this.box = box;
    this.source = box.dataset.output;
    this.node = Number(box.dataset.node);
    this.form = box.querySelector(".output-bar");
    this.search = this.form.elements.text;
    this.follow = this.form.elements.follow;
    this.view = box.querySelector(".output-lines");
    this.state = box.querySelector(".output-state");
    this.space = document.createElement("div");
    this.space.className = "output-space";
    this.lines = new Map();
    this.rows = new Map();
    this.asked = new Set();
    this.first = 0;
    this.end = 0;
    this.found = undefined;
    this.searches = 0;
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.search.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.find(), 200);
    });
    this.follow.addEventListener("change", () => this.follow.checked && this.toEnd());
    this.view.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.space.addEventListener("click", (event) => {
      const row = event.target.closest(".is-found");
      if (row) {
        this.show(Number(row.dataset.at));
      }
    });
    new ResizeObserver(() => this.draw()).observe(this.view);
    if (Number(box.dataset.end) > 0) {
      this.read(Math.max(0, Number(box.dataset.end) - page));
    }
  }

  get height() {
    this.lineHeight ||= parseFloat(getComputedStyle(this.view).lineHeight) || 20;
    return this.lineHeight;
  }

  /** Places from one on, and where the oldest and the next line are. */
  async ask(parameters) {
    const answer = await fetch(`${this.source}?${new URLSearchParams({ node: this.node, ...parameters })}`);
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    return answer.json();
  }

  async read(from) {
    if (this.asked.has(from)) {
      return;
    }
    this.asked.add(from);
    try {
      const said = await this.ask({ from, count: page });
      this.take(said);
    } catch {
      this.state.textContent = "The output cannot be read just now.";
    } finally {
      this.asked.delete(from);
    }
  }

  take(said) {
    for (const line of said.lines) {
      this.lines.set(line.at, line);
    }
    // Those furthest from what is in sight are forgotten; they are fetched again when somebody goes there.
    if (this.lines.size > kept) {
      const middle = this.first + this.view.scrollTop / this.height;
      const far = [...this.lines.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
      far.slice(0, this.lines.size - kept / 2).forEach((at) => this.lines.delete(at));
    }
    this.first = said.first;
    this.end = said.end;
    if (!this.space.isConnected) {
      this.view.replaceChildren(this.space);
    }
    if (!this.found) {
      this.layOut();
    }
  }

  layOut() {
    const count = this.found ? this.found.length : this.end - this.first;
    this.space.style.height = `${count * this.height}px`;
    if (this.follow.checked && !this.found) {
      this.toEnd();
    }
    this.draw();
    this.tell();
  }

  tell() {
    const number = new Intl.NumberFormat("en").format;
    this.state.textContent = this.found
      ? this.count > this.found.length
        ? `${number(this.count)} lines with “${this.search.value}”; the newest ${number(this.found.length)} are shown`
        : this.count === 0
          ? `No line has “${this.search.value}”.`
          : `${number(this.count)} ${this.count === 1 ? "line" : "lines"} with “${this.search.value}”; choose one to see it among the others`
      : this.first > 0
        ? `${number(this.end)} lines so far; the newest ${number(this.end - this.first)} are kept here`
        : `${number(this.end)} ${this.end === 1 ? "line" : "lines"} so far`;
  }

  toEnd() {
    this.jumped = true;
    this.view.scrollTop = this.view.scrollHeight;
  }

  scrolled() {
    const atEnd = this.view.scrollHeight - this.view.scrollTop - this.view.clientHeight < 2 * this.height;
    if (!this.jumped && !this.found) {
      this.follow.checked = atEnd;
    }
    this.jumped = false;
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  }

  /** Rows for the lines in sight, and a few around them; those that are not there yet are asked for. */
  draw() {
    if (!this.space.isConnected) {
      return;
    }
    const count = this.found ? this.found.length : this.end - this.first;
    const from = Math.max(0, Math.floor(this.view.scrollTop / this.height) - 20);
    const until = Math.min(count, Math.ceil((this.view.scrollTop + this.view.clientHeight) / this.height) + 20);
    const wanted = new Map();
    for (let place = from; place < until; place++) {
      const line = this.found ? this.found[place] : this.lines.get(this.first + place);
      if (line) {
        wanted.set(line.at, [line, place]);
      } else {
        this.read(Math.floor((this.first + place) / page) * page);
      }
    }
    for (const [at, row] of this.rows) {
      if (!wanted.has(at)) {
        row.remove();
        this.rows.delete(at);
      }
    }
    for (const [at, [line, place]] of wanted) {
      let row = this.rows.get(at);
      if (!row) {
        row = this.row(line);
        this.rows.set(at, row);
        this.space.append(row);
      }
      row.style.top = `${place * this.height}px`;
    }
  }

  row(line) {
    const row = document.createElement("div");
    row.className = "output-line";
    row.dataset.at = line.at;
    if (this.node < 0) {
      const who = document.createElement("span");
      who.className = "output-who";
      who.textContent = `${line.who}  `;
      row.append(who);
    }
    const text = this.search.value;
    const place = text ? line.text.toLowerCase().indexOf(text.toLowerCase()) : -1;
    if (this.found) {
      row.classList.add("is-found");
    }
    if (place >= 0) {
      const mark = document.createElement("mark");
      mark.textContent = line.text.slice(place, place + text.length);
      row.append(line.text.slice(0, place), mark, line.text.slice(place + text.length));
    } else {
      row.append(line.text);
    }
    return row;
  }

  clear() {
    this.rows.forEach((row) => row.remove());
    this.rows.clear();
  }

  async find() {
    const text = this.search.value;
    const search = ++this.searches;
    if (!text) {
      this.found = undefined;
      this.clear();
      this.layOut();
      return;
    }
    try {
      const said = await this.ask({ text, count: 1000 });
      if (search !== this.searches || text !== this.search.value) {
        return;
      }
      this.clear();
      this.found = said.lines;
      this.count = said.found;
      this.take({ ...said, lines: [] });
      this.layOut();
      this.toEnd();
    } catch {
      this.state.textContent = "The output cannot be searched just now.";
    }
  }

  /** Leaves what was found, and what is still being searched for, and goes to one line among all. */
  show(at) {
    this.searches++;
    this.found = undefined;
    this.follow.checked = false;
    this.clear();
    this.space.style.height = `${(this.end - this.first) * this.height}px`;
    this.jumped = true;
    this.view.scrollTop = (at - this.first) * this.height - this.view.clientHeight / 2;
    this.draw();
    this.tell();
  }

  /** There is more: followed, it is fetched; else only counted. At most so often as somebody can read. */
  async grow() {
    if (this.growing) {
      this.again = true;
      return;
    }
    this.growing = true;
    try {
      if (this.found) {
        await this.find();
      } else {
        this.take(await this.ask({ from: this.end, count: this.follow.checked ? page : 1 }));
      }
    } catch {
      // The next change asks again.
    }
    setTimeout(() => {
      this.growing = false;
      if (this.again) {
        this.again = false;
        this.grow();
      }
    }, 700);
  }
}

const panels = new WeakMap();

/** Brings the panels below an element to life. */
export function output(element = document) {
  for (const box of element.querySelectorAll("[data-output]")) {
    if (!panels.has(box)) {
      panels.set(box, new Panel(box));
    }
  }
}

/** Says that steps have said more. */
export function outputGrew() {
  for (const box of document.querySelectorAll("[data-output]")) {
    panels.get(box)?.grow();
  }
}

output();
if (!document.getElementById("war")) {
  // No stream tells a page of one step that there is more.
  setInterval(() => document.hidden || outputGrew(), 2000);
}
