/* The query workbench: what a script adds to the form of /sparql, which does its work without.
 *
 * Answers come as the page itself, without a reload, and can be stopped. The editor is Yasqe of the vendored
 * @zazuko/yasgui. What is changed of it: Tab leaves it (it was a trap), it has a name, its list of completions is a
 * listbox, terms come from this server (/sparql/terms.json) and from nowhere else, nothing is stored, and the plain
 * field is one click away, for those whom an editor made of spans does not serve.
 */
"use strict";
(() => {
  const form = document.querySelector("form.query");
  const field = document.getElementById("query");
  const status = document.getElementById("status");
  const cancel = document.getElementById("cancel");
  const swap = document.getElementById("swap");
  const LONGEST = Number(form.dataset.longest);
  let editor = null, running = null, terms = null, marked = null;

  const text = () => (editor && !editor.rootEl.hidden ? editor.getValue() : field.value);
  const say = (words) => { status.textContent = words; };

  /* ------------------------------------------------------------------------------------------------ answers */

  async function run(event) {
    if (event) event.preventDefault();
    if (running) running.abort();
    const query = text(), mine = (running = new AbortController());
    field.value = query;
    cancel.hidden = false;
    say("Running …");
    const address = `/sparql?${new URLSearchParams({ query })}`;
    const isShort = address.length <= LONGEST;
    try {
      const answer = await fetch(isShort ? address : "/sparql", {
        signal: mine.signal,
        headers: { Accept: "text/html" },
        ...(isShort ? {} : { method: "POST", body: new URLSearchParams({ query }) }),
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("answer");
      if (!found) throw new Error(String(answer.status));
      document.getElementById("answer").replaceWith(document.adoptNode(found));
      if (isShort) history.pushState({ query }, "", address);
      say(found.dataset.told);
      point();
    } catch (fault) {
      say(fault.name === "AbortError" ? "Stopped." : "The server cannot be reached, or refused the query. Try again.");
    } finally {
      if (running === mine) { running = null; cancel.hidden = true; }
    }
  }

  /* Show in the editor where an error is. */
  function point() {
    const problem = document.getElementById("problem");
    field.toggleAttribute("aria-invalid", Boolean(problem));
    if (!editor) return;
    if (marked) marked.clear();
    marked = null;
    if (!problem || !problem.dataset.line) return;
    const line = problem.dataset.line - 1, ch = problem.dataset.column - 1;
    const end = { line, ch: ch + Math.max(1, problem.dataset.token.length) };
    marked = editor.getDoc().markText({ line, ch }, end, { className: "error-here" });
    editor.scrollIntoView({ line, ch });
  }

  form.addEventListener("submit", run);
  cancel.addEventListener("click", () => { if (running) running.abort(); field.focus(); });
  addEventListener("popstate", () => location.reload());
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const done = () => say("Copied.");
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(done, () => getSelection().selectAllChildren(source));
    else getSelection().selectAllChildren(source);
  });

  /* ------------------------------------------------------------------------------------------------- editor */

  const load = (element) => new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });

  async function edit() {
    const { script, scriptHash, style, styleHash } = form.dataset;
    await Promise.all([
      load(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style, integrity: styleHash })),
      load(Object.assign(document.createElement("script"), { src: script, integrity: scriptHash })),
    ]);
    const Yasqe = window.Yasqe || window.Yasgui.Yasqe;
    Yasqe.registerAutocompleter(completer(), false);
    for (const elsewhere of ["prefixes", "property", "class"]) delete Yasqe.Autocompleters[elsewhere]; // they ask other hosts
    Yasqe.defaults.autocompleters = ["terms", "variables"];
    const place = document.createElement("div");
    field.after(place);
    editor = new Yasqe(place, {
      value: field.value,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: () => location.href,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "18rem",
      autocompleters: ["terms", "variables"],
      extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), "Ctrl-S": false },
      foldGutter: false,
      syntaxErrorCheck: false, // it does not know of preset prefixes; the server tells where an error is
      gutters: ["CodeMirror-linenumbers"],
    });
    editor.rootEl.classList.add("workbench-editor");
    mend();
    const typed = field.ownerDocument.activeElement === field;
    field.hidden = true;
    document.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
    swap.hidden = false;
    if (typed) editor.focus();
    point();
  }

  /* What the editor lacks for who cannot see it. */
  function mend() {
    const input = editor.getInputField();
    input.setAttribute("aria-label", "SPARQL query");
    input.setAttribute("aria-describedby", "keys");
    input.setAttribute("aria-multiline", "true");
    for (const idle of editor.rootEl.querySelectorAll(".CodeMirror-vscrollbar, .CodeMirror-hscrollbar, .CodeMirror-scrollbar-filler"))
      idle.setAttribute("aria-hidden", "true");
    editor.on("autocompletionShown", () => {
      const shown = editor.rootEl.querySelector(".CodeMirror-hints");
      if (!shown) return;
      shown.setAttribute("role", "listbox");
      shown.setAttribute("aria-label", "Completions");
      shown.id = "completions";
      shown.removeAttribute("aria-expanded");
      input.setAttribute("aria-controls", "completions");
      const choose = () => {
        for (const [index, option] of [...shown.children].entries()) {
          option.setAttribute("role", "option");
          option.id = `completion-${index}`;
          const chosen = option.classList.contains("CodeMirror-hint-active");
          option.setAttribute("aria-selected", String(chosen));
          if (chosen) input.setAttribute("aria-activedescendant", option.id);
        }
      };
      choose();
      new MutationObserver(choose).observe(shown, { subtree: true, attributeFilter: ["class"] });
    });
    editor.on("autocompletionClose", () => {
      input.removeAttribute("aria-activedescendant");
      input.removeAttribute("aria-controls");
    });
  }

  swap.addEventListener("click", () => {
    const toPlain = field.hidden;
    if (toPlain) field.value = editor.getValue();
    else editor.setValue(field.value);
    field.hidden = !toPlain;
    editor.rootEl.hidden = toPlain;
    swap.textContent = toPlain ? "Use the editor" : "Use a plain field";
    if (toPlain) field.focus();
    else { editor.refresh(); editor.focus(); }
  });

  /* --------------------------------------------------------------------------------------------- completion */

  const known = () => (terms ??= fetch("/sparql/terms.json").then((answer) => answer.json()).then((all) => all.terms, () => []));

  /* Names that begin so, else names or labels that hold it; after "a", classes first. */
  function fitting(all, wanted, afterA) {
    const word = wanted.toLowerCase();
    const rank = ([name, kind, label]) => {
      const [, own] = name.toLowerCase().split(":");
      const at = name.toLowerCase().startsWith(word) ? 0
        : own !== undefined && own.startsWith(word) ? 1
        : word.length > 2 && (name.toLowerCase().includes(word) || label.toLowerCase().includes(word)) ? 2 : 9;
      return at + (afterA && kind !== "class" ? 0.5 : 0);
    };
    return all.map((term) => [rank(term), term]).filter(([at]) => at < 9).sort((x, y) => x[0] - y[0]).slice(0, 60).map(([, term]) => term);
  }

  function completer() {
    const word = /^[\w-]*:?[\w.-]*$/;
    return {
      name: "terms",
      bulk: false,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition: (yasqe) => {
        const token = yasqe.getCompleteToken();
        return token.string.length > 1 && word.test(token.string) && token.type !== "keyword" && token.type !== "string";
      },
      get: async (yasqe, token) => {
        const before = yasqe.getDoc().getLine(yasqe.getDoc().getCursor().line).slice(0, token.start);
        const all = fitting(await known(), token.string, /\ba\s+$/.test(before));
        completer.labels = new Map(all.map(([name, kind, label, count]) => [name, `${name}   ${label}${count ? ` (${count.toLocaleString("en")})` : ` – ${kind}`}`]));
        return all.map(([name]) => name);
      },
      postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, displayText: completer.labels.get(hint.text) || hint.text })),
    };
  }

  known();
  (window.requestIdleCallback || setTimeout)(() => edit().catch(() => say("The editor could not be loaded; the plain field does the same.")));
})();
