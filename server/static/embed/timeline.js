/* <event-timeline>: a list of events that stays a list, and an overview above it. No dependency, no build, no storage.

   <script src=".../embed/v1/timeline.js" async></script>
   <event-timeline src=".../timelines/all.json"></event-timeline>

   src    the timeline as JSON (see .../timelines/schema.json)     lang   language of the words; else that of the page
   theme  light, dark or auto                                      top    how many events to show before "show all"
   live   "off": do not look for new events

   An <ol> inside, as the server writes it, is kept and upgraded: it is what reads, prints and is searched without this
   script. Looks: custom properties --tl-*, parts tools, search, overview, bars, filters, note. */
(() => {
  "use strict";
  if (customElements.get("event-timeline")) return;
  const HERE = document.currentScript && document.currentScript.src;
  const TOP = 10, SOME = 1000, MANY = 300, BARS = 96, DAY = 864e5;
  const EN = /*EN*/ null /*EN*/;

  // The looks of the list; the server also serves what stands between the marks as timeline.css.
  const LIST = `/*CSS*/
:is(event-timeline, #_#_) {
  --ink: var(--tl-ink, #1c1d1f); --quiet: var(--tl-quiet, #5b5d61); --line: var(--tl-line, #d5d2c9); --link: var(--tl-link, #123f6d); --accent: var(--tl-accent, var(--link)); --paper: var(--tl-paper, #fff);
  display: block; container-type: inline-size; color-scheme: light; color: var(--ink); background: var(--tl-paper, transparent); font: var(--tl-font, 1em/1.45 system-ui, sans-serif); text-align: start;
  :is(ol, li, time, small, q, a) { all: revert; }
  ol { list-style: none; margin: 0; padding: 0; }
  li { --at: 0rem; display: block; position: relative; padding: .45rem 0 .75rem; padding-inline-start: 1.75rem; overflow-wrap: anywhere; }
  &:is(.all, .filtered, [top]) li { content-visibility: auto; contain-intrinsic-size: auto 6rem; }
  li::before, li::after { content: ""; position: absolute; inset-inline-start: var(--at); box-sizing: border-box; forced-color-adjust: none; }
  li::before { margin-inline-start: .37rem; top: 0; bottom: 0; width: 1px; background: var(--line); }
  li::after { top: .7rem; width: .8rem; height: .8rem; border-radius: 50%; border: 3px solid var(--accent); background: var(--accent); print-color-adjust: exact; }
  li.open::after { background: var(--paper); }
  li:target { background: color-mix(in srgb, var(--accent) 12%, transparent); }
  h1 { font-size: 1.15em; margin: 0 0 .5rem; }
  time, time + a, small, q { display: block; } time + a, q { text-align: left; } &:dir(rtl) :is(time + a, q) { text-align: right; }
  time, small, small ~ a { font-size: .875em; }
  time, small, q { color: var(--quiet); }
  time, time + a { font-weight: 600; }
  a { color: var(--link); text-underline-offset: .18em; }
  a:focus-visible { outline: 3px solid; outline-offset: 2px; }
  .open > time + a { font-weight: 400; font-style: italic; }
  .gone > time + a { text-decoration-line: line-through; }
  q { quotes: none; font-family: serif; }
  [hidden] { display: none; }
  &.filtered li:not(.hit) { display: none; }
  @media (scripting: enabled) { &:not(.all, .filtered) .fold { display: none; } &:not(.up)::before { content: ""; display: block; height: 9.5rem; } }
  @container (min-width: 34rem) { li { padding-inline-start: 11rem; --at: 9.25rem; } time { position: absolute; inset-inline-start: 0; width: 8.5rem; text-align: end; } }
  @media (forced-colors: active) { --accent: CanvasText; --line: CanvasText; --paper: Canvas; }
  @media print { li { display: block !important; content-visibility: visible; break-inside: avoid; } a::after { content: " " attr(href); } }
}
:is(event-timeline, #_#_)[theme=dark] { color-scheme: dark; --ink: var(--tl-ink, #e8e6e0); --quiet: var(--tl-quiet, #a8aaad); --line: var(--tl-line, #3a3e44); --link: var(--tl-link, #9cc4ee); --paper: var(--tl-paper, #15171a); background: var(--paper); }
/*CSS*/`;
  // The looks of what stands above it.
  const TOOL = `
[hidden] { display: none !important; }
.tools { min-height: 9.5rem; box-sizing: border-box; padding-bottom: .5rem; font: .875em/1.4 system-ui, sans-serif; }
.row { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; min-height: 2.25rem; }
input, select, button { font: inherit; color: inherit; background: none; border: 1px solid var(--quiet); border-radius: .25rem; padding: .2rem .6rem; min-height: 2.25rem; max-width: 100%; }
[type=search] { flex: 1 1 9rem; min-width: 0; } option { color: #000; background: #fff; } button, summary { cursor: pointer; } summary { line-height: 2.25rem; }
.over { position: relative; height: 4.1rem; margin-block: .4rem .2rem; }
svg { display: block; width: 100%; height: 2.3rem; fill: var(--accent); } :host(:dir(rtl)) svg { transform: scaleX(-1); }
.over input { position: absolute; inset-inline: 0; top: 1.6rem; width: 100%; margin: 0; padding: 0; border: 0; min-height: 1.5rem; appearance: none; pointer-events: none; }
::-webkit-slider-thumb { appearance: none; pointer-events: auto; width: 1.5rem; height: 1.5rem; border-radius: 50%; border: 3px solid var(--link); background: var(--paper); cursor: ew-resize; }
::-moz-range-thumb { pointer-events: auto; width: 1.2rem; height: 1.2rem; border-radius: 50%; border: 3px solid var(--link); background: var(--paper); }
.ends { position: absolute; inset-inline: 0; bottom: -.2rem; display: flex; justify-content: space-between; } .ends, output { color: var(--quiet); } output { margin-inline-end: auto; }
details { position: relative; } .menu { position: absolute; inset-inline-end: 0; z-index: 9; display: grid; gap: .5rem; width: 15rem; max-width: 80vw; padding: .75rem; background: var(--paper); border: 1px solid var(--quiet); } .menu select { width: 100%; }
.skip:not(:focus) { position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } .skip { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print { .tools, button { display: none; } } @media (forced-colors: active) { svg { fill: CanvasText; } }`;
  const sheet = (css) => { const made = new CSSStyleSheet(); made.replaceSync(css); return made; };
  const get = async (url, cache) => { // "no-cache": the browser asks with the entity tag that it has, which needs no leave of the server
    const response = await fetch(url, { credentials: "omit", cache, signal: AbortSignal.timeout(3e4) });
    if (!response.ok) throw response.status;
    return response.text();
  };
  const safely = (work, other) => { try { return work(); } catch { return other; } };

  // ---------------------------------------------------------------------------------------------- words and dates
  const escape = (text) => String(text ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt()};`);
  const clean = (text) => String(text ?? "").replace(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/g, "");
  const isolate = (text) => (text === "" || text == null ? "" : `\u2068${clean(text)}\u2069`);
  const link = (url) => (/^(https?:|\/|#)/i.test(url || "") ? ` href="${escape(url)}" target="_top"` : "");

  class Words {
    constructor(locale) {
      this.locale = locale; this.tag = locale.formats || locale.lang;
      this.plural = new Intl.PluralRules(locale.lang); this.number = new Intl.NumberFormat(this.tag); this.made = {};
    }
    say(key, values = {}) { // a phrase with its values in place
      let text = this.locale.words[key] ?? EN.words[key];
      if (typeof text === "object") text = text[values.form] ?? text[this.plural.select(values.n)] ?? text.other;
      return text.replace(/\{(\w+)\}/g, (_, name) => isolate(typeof values[name] === "number" ? this.number.format(values[name]) : values[name]));
    }
    format(options) { return (this.made[JSON.stringify(options)] ??= new Intl.DateTimeFormat(this.tag, { timeZone: "UTC", calendar: "gregory", ...options })); }
    stretch(from, to, fields) { // nothing finer than the fields, nothing said twice
      const year = Math.min(yearOf(from), yearOf(to)) < 1 ? { era: "short" } : {};
      const format = this.format({ ...fields, ...year });
      return from.getTime() === to.getTime() ? format.format(from) : format.formatRange(from, to);
    }
    when(event) { // the date as a reader should take it: no finer than what is known
      const from = read(event.start), to = read(event.end), edtf = event.edtf || "";
      if (event.basis === "Unresolved" || !(from || to)) return this.say("undated");
      const begin = () => this.stretch(from, from, fieldsOf(edtf.split("/")[0]));
      if (event.ongoing) return from && !edtf.startsWith("../") ? this.say("since", { day: begin() }) : isolate(this.stretch(to || from, to || from, YMD));
      if (!from || edtf.startsWith("../")) return this.say("before", { day: this.stretch(to, to, YMD) });
      if (!to || edtf.endsWith("/..")) return this.say("after", { day: this.stretch(from, from, YMD) });
      const day = this.span(from, to, event.precision, edtf);
      return /[~%]$/.test(edtf) ? this.say("about", { day }) : day; // each kind of span isolates itself
    }
    span(from, to, precision, edtf) {
      const season = /^(-?\d{4,})-(2[1-4])/.exec(edtf), year = yearOf(from);
      if (season) return this.say("season", { form: season[2], year: this.stretch(from, from, Y) });
      if (precision === "Unknown" && +from !== +to) return this.say("between", { from: this.stretch(from, from, YMD), to: this.stretch(to, to, YMD) });
      if (precision === "Week" && to - from === 6 * DAY) return this.say("week", { day: this.stretch(from, to, YMD) });
      const whole = from.getUTCDate() === 1 && new Date(+to + DAY).getUTCDate() === 1;
      if (!whole || !/Month|Quarter|Season|Year|Decade/.test(precision)) return isolate(this.stretch(from, to, YMD));
      const months = (yearOf(to) - year) * 12 + to.getUTCMonth() - from.getUTCMonth() + 1;
      if (months === 120 && year % 10 === 0) return this.say("decade", { year: String(year) });
      if (months % 12 === 0 && from.getUTCMonth() === 0) return isolate(this.stretch(from, months === 12 ? from : to, Y));
      if (months === 3 && precision === "Quarter") return this.say("quarter", { q: from.getUTCMonth() / 3 + 1, year: this.stretch(from, from, Y) });
      return isolate(this.stretch(from, months === 1 ? from : to, YM));
    }
    day(text) { const day = read(text); return day && this.stretch(day, day, YMD); }
    standing(event) { // what became of it, and when
      const told = this.locale.status[event.status], on = this.day(event.statusOn);
      return told && on ? `${told} (${isolate(on)})` : told;
    }
    figure(figure, labels) {
      const numbers = { n: figure.value, low: figure.low ?? figure.value, high: figure.high ?? figure.value };
      const text = (this.locale.bound[figure.bound] || "{n}").replace(/\{(\w+)\}/g, (_, name) => this.number.format(numbers[name]));
      const about = [figure.source, this.day(figure.asOf)].filter(Boolean).map(isolate).join(", ");
      return `\u2068${text} ${this.code(figure.measure, labels)}${about ? ` (${about})` : ""}\u2069`;
    }
    code(name, labels) { return this.locale.codes[name] || labels?.[name] || name || ""; }
  }
  const Y = { year: "numeric" }, YM = { ...Y, month: "long" }, YMD = { ...YM, day: "numeric" };
  const fieldsOf = (edtf) => (/^-?\d{4,}$/.test(edtf) ? Y : /^-?\d{4,}-\d\d$/.test(edtf) ? YM : YMD);
  const yearOf = (day) => day.getUTCFullYear();
  const read = (text) => { // xsd:date, of any year
    const parts = /^(-?\d{4,})-(\d\d)-(\d\d)/.exec(text || "");
    if (!parts) return null;
    const day = new Date(0); day.setUTCFullYear(+parts[1], parts[2] - 1, +parts[3]);
    return isNaN(day) ? null : day;
  };

  // --------------------------------------------------------------------------------------------- an event as markup
  const OPEN = /Expected|Proposed|Agreed|Hypothetical|Cancelled|Postponed|Denied/;
  const list = (values, key) => (Array.isArray(values) ? values : []).map((value) => value[key]).filter(Boolean);
  const own = (words, event) => (event.lang && event.lang !== words.locale.lang ? ` lang="${escape(event.lang)}" dir="auto"` : ' dir="auto"');

  function item(event, words, labels, fold) {
    const state = [words.locale.modality[event.modality], words.standing(event)];
    const meta = [...state, list(event.places, "label").map(isolate).join(", "), list(event.actors, "label").slice(0, 4).map(isolate).join(", "), ...(event.figures || []).slice(0, 3).map((f) => words.figure(f, labels))];
    const marks = [OPEN.test(event.modality) && "open", event.status === "retracted" && "gone", fold && "fold"].filter(Boolean).join(" ");
    const data = { start: event.start, end: event.end, types: [...(event.types || []), event.family].filter(Boolean).join(" "), actors: list(event.actors, "label").join("|"), places: list(event.places, "label").join("|"), sources: list(event.sources, "publisher").join("|") };
    const told = Object.entries(data).map(([name, value]) => (value ? ` data-${name}="${escape(value)}"` : "")).join("");
    const sources = (event.sources || []).slice(0, 3).map((source) => source_(source, words)).join("");
    return `<li id="e-${escape(event.id)}" class="${marks}"${told}><time${event.start == event.end && event.start ? ` datetime="${escape(event.start)}"` : ""}>${escape(words.when(event))}</time><a${link(event.url)}${own(words, event)}>${escape(clean(event.title))}</a><small>${meta.filter(Boolean).map(escape).join(" · ")}</small>${sources}</li>`;
  }
  function source_(source, words) {
    const name = [source.publisher || source.title, words.day(source.published)].filter(Boolean).map(isolate).join(", ");
    const quote = source.quote ? `<q${own(words, source)}>${escape(words.locale.words.quote.replace("{text}", () => clean(source.quote)))}</q>` : "";
    return quote + (name ? `<a${link(source.url)}>${escape(name)}</a>` : "");
  }

  // ------------------------------------------------------------------------------------------------------ the element
  class EventTimeline extends HTMLElement {
    static observedAttributes = ["src", "lang", "top"];

    connectedCallback() {
      if (this.started) return this.watch();
      const start = () => { near.disconnect(); this.started || this.wake(); }, near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && start(), { rootMargin: "50%" });
      near.observe(this); // what is not in sight nor near waits, but for paper, for a link to an event, and in a frame, which may be hidden until it speaks
      addEventListener("beforeprint", start);
      if (parent !== window || location.hash || this.getBoundingClientRect().top < innerHeight) start(); // asked before looks change, when it costs nothing
      const dark = matchMedia("(prefers-color-scheme: dark)");
      if ((this.getAttribute("theme") || "auto") === "auto") (dark.onchange = () => this.setAttribute("theme", dark.matches ? "dark" : "light"))();
      adopt(this.getRootNode());
    }
    async wake() {
      this.started = true;
      this.ol = this.querySelector("ol");
      this.facts = this.ol?.dataset || {}; this.next = this.facts.next; this.labels = safely(() => JSON.parse(this.facts.labels), {});
      await this.speak();
      this.shadowRoot || this.attachShadow({ mode: "open" });
      this.shadowRoot.adoptedStyleSheets = [TOOLSHEET];
      this.build();
      if (this.ol) this.upgrade(); else await this.load();
      const find = () => this.find(); // after the browser has gone to the fragment itself
      document.readyState === "complete" ? find() : addEventListener("load", () => setTimeout(find));
      addEventListener("hashchange", find);
      this.watch();
    }
    disconnectedCallback() { this.unwatch(); }
    attributeChangedCallback(name, before, now) { if (this.started && this.shadowRoot && before !== now) name === "top" ? this.show() : this.speak().then(() => { this.build(); return this.load(); }); }

    async speak() { // words in the language asked for, English where there is no file of it
      const wanted = (this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language).toLowerCase().split("-")[0];
      let locale = safely(() => JSON.parse(this.facts.words), EN); // the server may have put them into the list
      try { if (wanted !== locale.lang) locale = JSON.parse(await get(new URL(`locales/${encodeURIComponent(wanted)}.json`, HERE))); } catch { locale = EN; }
      this.voice = new Words(locale);
      if (!this.hasAttribute("dir")) this.dir = locale.dir;
    }

    build() {
      this.classList.add("up");
      const say = (key) => escape(this.voice.say(key)), pick = (key) => `<label>${say(key)} <select name="${key}"></select></label>`;
      this.shadowRoot.innerHTML = `<slot name="title"></slot><div class="tools" part="tools" lang="${this.voice.locale.lang}" role="group" aria-label="${say("timeline")}">
<div class="row"><input type="search" part="search" aria-label="${say("search")}" placeholder="${say("search")}"><details part="filters"><summary>${say("filters")}</summary><div class="menu">${["type", "actor", "place", "source"].map(pick).join("")}</div></details></div>
<div class="over" part="overview"><svg viewBox="0 0 ${BARS} 10" preserveAspectRatio="none" aria-hidden="true"><path part="bars"/></svg><input type="range" name="from" min="0" max="${BARS - 1}" value="0" aria-label="${say("from")}"><input type="range" name="to" min="0" max="${BARS}" value="${BARS}" aria-label="${say("to")}"><div class="ends" aria-hidden="true"><span></span><span></span></div></div>
<div class="row"><output aria-live="polite" part="note"></output><button name="new" hidden></button><button name="clear" hidden>${say("clear")}</button><button name="retry" hidden>${say("retry")}</button><a class="skip" href="#" part="skip">${say("skip")}</a></div></div><slot></slot><button name="fold" part="more" hidden></button><span tabindex="-1" class="end"></span>`;
      const $ = (selector) => this.shadowRoot.querySelector(selector);
      this.at = { search: $("[type=search]"), note: $("output"), path: $("path"), over: $(".over"), ends: $(".ends").children, from: $("[name=from]"), to: $("[name=to]"), clear: $("[name=clear]"), fold: $("[name=fold]"), fresh: $("[name=new]"), retry: $("[name=retry]"), picks: [...this.shadowRoot.querySelectorAll("select")] };
      const soon = () => { cancelAnimationFrame(this.frame); this.frame = requestAnimationFrame(() => this.show()); };
      $(".tools").oninput = soon;
      this.at.clear.onclick = () => { this.at.search.value = ""; this.at.from.value = 0; this.at.to.value = BARS; for (const pick of this.at.picks) pick.value = ""; this.show(); this.at.search.focus(); };
      this.at.fold.onclick = () => { this.classList.toggle("all"); this.show(); this.more(); };
      this.at.fresh.onclick = () => { this.render(this.waiting); this.at.fresh.hidden = true; this.at.search.focus(); };
      this.at.retry.onclick = () => this.load();
      $(".skip").onclick = (event) => { event.preventDefault(); $(".end").focus(); };
      $("details").onkeydown = (event) => { if (event.key === "Escape") { event.currentTarget.open = false; event.currentTarget.firstElementChild.focus(); } };
      this.onkeydown = (event) => this.step(event);
    }
    step(event) { // arrows go from title to title; Tab goes on as everywhere
      const way = { ArrowDown: 1, ArrowUp: -1 }[event.key], here = event.target.closest && event.target.closest("li");
      if (!way || !here || event.altKey || event.ctrlKey || event.metaKey) return;
      let next = here; do next = way > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && !next.getClientRects().length);
      if (next) { event.preventDefault(); next.querySelector("a").focus(); }
    }

    async load() {
      const src = this.getAttribute("src");
      if (!src) return this.tell("empty");
      if (!this.ol) this.tell("loading");
      try {
        await this.render(JSON.parse((this.text = await get(src))));
      } catch { this.tell(this.ol ? "stale" : "failed", true); }
    }
    async render(timeline) {
      const ol = document.createElement("ol"), was = this.ol;
      this.labels = timeline.labels || {};
      await this.write(ol, timeline.events, this.top);
      this.facts = timeline; this.next = timeline.page?.next;
      for (const id of timeline.retracted || []) this.strike(was && was.children[`e-${id}`], ol);
      const here = this.contains(document.activeElement) && document.activeElement.closest("li");
      was ? was.replaceWith(ol) : this.append(ol);
      this.ol = ol;
      this.upgrade();
      if (here && ol.children[here.id]) ol.children[here.id].querySelector("a").focus({ preventScroll: true });
    }
    async write(ol, events, top) { // some at a time, so that the page goes on; what matters most is open
      events = events.filter(Boolean);
      const most = new Set(events.length > 2 * top ? [...events].sort((a, b) => (b.relevance || 0) - (a.relevance || 0)).slice(0, top) : events);
      for (let at = 0; at < events.length; at += SOME) {
        if (at) await new Promise((done) => setTimeout(done));
        ol.insertAdjacentHTML("beforeend", events.slice(at, at + SOME).map((event) => safely(() => item(event, this.voice, this.labels, !most.has(event)), "")).join(""));
      }
    }
    strike(li, ol) { // an event that was here and has been taken back: its title stays, struck out, and nothing else
      if (!li) return;
      const about = li.querySelector("small"), next = li.nextElementSibling;
      about.textContent = this.voice.locale.status.retracted; li.className = "gone";
      while (about.nextSibling) about.nextSibling.remove();
      ol.insertBefore(li, next && ol.children[next.id]);
    }
    async more() { // the pages that are still at the server
      try {
        for (; this.next; this.upgrade()) {
          const timeline = JSON.parse(await get(this.next));
          Object.assign(this.labels, timeline.labels);
          await this.write(this.ol, timeline.events, 0);
          this.next = timeline.page?.next;
        }
      } catch { this.tell("stale", true); }
    }
    get top() { return +(this.getAttribute("top") ?? TOP) || Infinity; }

    upgrade() { // what the list says, read once from its own markup
      this.items = [...this.ol.children].filter((li) => li.tagName === "LI").map((li) => {
        const { start, end, types, actors, places, sources } = li.dataset, from = read(start) || read(end);
        return { li, from: from && +from, to: +(read(end) || from || 0), types: (types || "").split(" "), actors: (actors || "").split("|"), places: (places || "").split("|"), sources: (sources || "").split("|") };
      });
      this.overview(); this.choices(); this.show();
    }
    overview() {
      const dated = this.items.filter((event) => event.from != null), times = dated.map((event) => event.from);
      this.low = times.reduce((a, b) => Math.min(a, b), Infinity); this.high = times.reduce((a, b) => Math.max(a, b), -Infinity);
      this.at.over.hidden = !(this.high > this.low);
      if (this.at.over.hidden) return;
      const bars = new Array(BARS).fill(0), width = (this.high - this.low) / (BARS - 1);
      for (const time of times) bars[Math.round((time - this.low) / width)]++;
      const tall = Math.max(...bars);
      this.at.path.setAttribute("d", bars.map((n, i) => (n ? `M${i} 10v${-Math.max(0.6, (10 * n) / tall).toFixed(2)}h.8V10z` : "")).join(""));
      const day = (time) => { const at = new Date(time); return this.voice.stretch(at, at, YMD); };
      this.day = (step) => day(this.low + Math.min(step, BARS - 1) * width);
      this.width = width; this.at.ends[0].textContent = day(this.low); this.at.ends[1].textContent = day(this.high);
    }
    choices() {
      for (const pick of this.at.picks) {
        const count = new Map(); for (const event of this.items) for (const value of event[pick.name + "s"]) if (value) count.set(value, (count.get(value) || 0) + 1);
        const named = [...count].map(([value, n]) => [value, pick.name === "type" ? this.voice.code(value, this.labels) : value, n]).sort((a, b) => b[2] - a[2]).slice(0, 200);
        const was = pick.value;
        pick.replaceChildren(new Option(this.voice.say("any"), ""), ...named.map(([value, label, n]) => new Option(`${label} (${this.voice.number.format(n)})`, value)));
        pick.value = count.has(was) ? was : "";
      }
    }
    show() { // hide what the choices leave out
      const { search, from, to, picks } = this.at, needle = search.value.trim().toLowerCase();
      if (+from.value > +to.value) (this.shadowRoot.activeElement === from ? (to.value = from.value) : (from.value = to.value));
      const ranged = +from.value > 0 || +to.value < BARS, low = this.low + (from.value - 0.5) * this.width, high = this.low + (+to.value + 0.5) * this.width;
      const chosen = picks.filter((pick) => pick.value), filtered = !!(needle || ranged || chosen.length);
      const open = this.classList.contains("all"), all = open || filtered;
      let n = 0;
      for (const event of this.items) {
        const fits = (!ranged || (event.from != null && event.to >= low && event.from <= high)) && chosen.every((pick) => event[pick.name + "s"].includes(pick.value)) && (!needle || (event.text ??= event.li.textContent.toLowerCase()).includes(needle));
        n += fits;
        const hit = filtered && fits && (open || n <= MANY);
        if (!event.hit === hit) event.li.classList.toggle("hit", (event.hit = hit));
      }
      for (const range of [from, to]) if (this.day) range.setAttribute("aria-valuetext", this.day(range.value));
      this.classList.toggle("filtered", filtered);
      const total = Math.max(this.facts.total || 0, this.items.length), folded = this.items.filter(({ li }) => li.classList.contains("fold")).length;
      this.at.fold.hidden = filtered ? n <= MANY : !(folded || this.next); this.at.clear.hidden = !filtered; this.at.retry.hidden = true;
      this.at.fold.textContent = open ? this.voice.say("main") : this.voice.say("all", { n: filtered ? n : total });
      this.at.fold.setAttribute("aria-expanded", open);
      const shown = all ? n : n - folded;
      this.tell(!total ? "empty" : !n ? "none" : shown < total ? "some" : "events", false, { n: shown < total ? shown : total, total });
      this.dispatchEvent(new CustomEvent("timeline-change", { detail: { shown, total }, bubbles: true }));
    }
    tell(key, failed = false, values = {}) { this.at.note.textContent = this.voice.say(key, values); this.at.retry.hidden = !failed; }
    find() { // the event that the address of the page names
      const li = location.hash.startsWith("#e-") && this.items.map((event) => event.li).find((li) => li.id === safely(() => decodeURIComponent(location.hash.slice(1))));
      if (li) { if (li.classList.contains("fold")) { this.classList.add("all"); this.show(); } li.scrollIntoView({ block: "center" }); li.querySelector("a").focus({ preventScroll: true }); }
    }

    // ---------------------------------------------------------------------------------------------------- news
    watch() {
      if (this.getAttribute("live") === "off" || !this.getAttribute("src") || this.stream || this.timer) return;
      this.visibility ??= () => (document.hidden ? this.unwatch() : (this.look(), this.watch()));
      document.addEventListener("visibilitychange", this.visibility);
      const url = this.facts.live;
      if (!url || !window.EventSource) return this.poll();
      const at = new URL(url, new URL(this.getAttribute("src"), document.baseURI));
      this.stream = STREAMS[at.origin] ??= Object.assign(new EventSource(at), { users: new Set(), at: at.origin });
      this.stream.users.add(this);
      this.stream.onerror = (event) => event.target.users.forEach((user) => user.heard());
      this.stream.addEventListener("change", this.stream.onerror);
    }
    heard() { // of a change, or that the server is away: one connection tells all timelines of a site
      if (this.stream.readyState === 2) { this.unwatch(); this.poll(); }
      this.look();
    }
    poll() { this.timer = setInterval(() => this.look(), 45e3 + 15e3 * Math.random()); }
    unwatch() {
      const { stream } = this;
      if (stream && stream.users.delete(this) && !stream.users.size) { stream.close(); delete STREAMS[stream.at]; }
      clearInterval(this.timer); this.stream = this.timer = null;
    }
    async look() {
      if (!this.ol) return this.load();
      const turn = (this.turn = {}); // what was asked before is older than what was asked last, whenever it comes
      try {
        const text = await get(this.getAttribute("src"), "no-cache"), timeline = JSON.parse(text), fresh = timeline.events.filter((event) => !this.ol.children[`e-${event.id}`]).length;
        if (turn !== this.turn) return;
        if (text === this.text) return this.at.retry.hidden || this.show();
        this.text = text;
        if (!fresh) return await this.render(timeline);
        this.waiting = timeline; this.at.fresh.hidden = false;
        this.at.fresh.textContent = this.at.note.textContent = this.voice.say("new", { n: fresh });
      } catch { this.tell("stale", true); }
    }
  }
  const STREAMS = {};
  const LISTSHEET = sheet(LIST), TOOLSHEET = sheet(TOOL);
  const adopt = (root) => { if (!root.adoptedStyleSheets.includes(LISTSHEET)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, LISTSHEET]; };
  customElements.define("event-timeline", EventTimeline);
})();
