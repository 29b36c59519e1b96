// Writing an item of minutes while people talk: saved every three seconds as it is typed, by Ctrl+S,
// on leaving and when the network is back. The server decides what becomes of a text; this page
// never throws one away. Until the server has it, it is also kept for this tab alone, so that a
// reload or a crash loses nothing; it is taken from there as soon as it is saved.
"use strict";

(() => {
  const form = document.querySelector("#writing-form");
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const link = document.querySelector(`[data-step="${event.key}"]`);
    const phrase = /^[1-9]$/.test(event.key) && document.querySelectorAll("[data-phrase]")[event.key - 1];
    if (!link && !phrase) return;
    event.preventDefault();
    (link || phrase).click();
  });
  if (!form) return;

  const field = form.elements.text;
  const status = form.querySelector("[data-draft-status]");
  const place = `minutes:${form.dataset.person}:${form.dataset.api}`;
  let seen = Number(form.elements.revision.value);
  let standing = field.value, sent = 0, under = null, begun = false, aside = false, lost = false;

  const dirty = () => field.value !== standing;
  const tell = (name, with_ = {}) => {
    status.textContent = Object.entries(with_).reduce((text, [key, value]) => text.replace(`{${key}}`, value), form.dataset[name]);
  };
  const keep = () => sessionStorage.setItem(place, JSON.stringify({ seen, text: field.value }));

  function post(act, given, more = {}) {
    const headers = { "X-CSRF-Token": form.elements._csrf.value, "Content-Type": "application/json" };
    return fetch(`${form.dataset.api}/${act}`, { method: "POST", headers, body: JSON.stringify(given), ...more });
  }

  // One saving at a time: a text that was typed on meanwhile goes with the next.
  async function save(more = {}) {
    if (under) { await under; return dirty() ? save(more) : true; }
    if (!dirty() || aside) return true;
    under = send(more).finally(() => { under = null; });
    return under;
  }

  async function send(more) {
    const text = field.value;
    tell("saving");
    try {
      const answer = await post("save", { revision: seen, text, page: form.elements.page.value, sent: ++sent }, more);
      if (answer.status === 401) { signInAgain(); tell("unsaved"); return false; }
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      const told = await answer.json();
      if (!answer.ok) { status.textContent = told.errors?.[0]?.detail ?? told.detail; return false; }
      took(text, told);
      return true;
    } catch {
      lost = true;
      tell("unsaved");
      return false;
    }
  }

  function took(text, told) {
    const time = new Date().toTimeString().slice(0, 5);
    lost = false;
    standing = text;
    if (told.state === "aside") { aside = true; forget(); tell("aside"); location.reload(); return; }
    if (told.state === "saved") seen = told.revision;
    // Others' words come into the field when nobody is typing; until then the server goes on from what was sent.
    else if (field.value === text) { show(told.text); seen = told.revision; standing = told.text; }
    if (!dirty()) { begun = false; forget(); }
    tell(told.state, { time });
    if (told.writer && !told.writer.me) { field.readOnly = true; tell("other", { name: told.writer.name }); }
  }

  // The caret stays with the words it stood at.
  function show(text) {
    const { selectionStart, value } = field;
    const after = value.slice(selectionStart);
    const at = after && text.endsWith(after) ? text.length - after.length : Math.min(selectionStart, text.length);
    field.value = text;
    field.setSelectionRange(at, at);
  }

  const forget = () => sessionStorage.removeItem(place);

  function signInAgain() {
    window.htmx.ajax("GET", "/sign-in?over=1", { target: "#dialogs", swap: "innerHTML" });
  }

  field.addEventListener("input", () => {
    keep();
    // The others see at the first key who writes, not at the first saving.
    if (!begun) post("hold", { page: form.elements.page.value }).catch(() => {});
    begun = true;
  });
  setInterval(() => { if (dirty()) save(); }, 3000);
  window.addEventListener("online", () => save());
  document.addEventListener("signed-in", (event) => { form.elements._csrf.value = event.detail.csrf; save(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    save();
  }, true);

  // Whatever leaves the page leaves it with the text saved.
  document.addEventListener("submit", (event) => {
    const { submitter, target } = event;
    if (target !== form && !dirty()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    save().then((done) => { if (done && target !== form) target.requestSubmit(submitter); });
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !dirty() || event.ctrlKey || event.metaKey || link.hash) return;
    event.preventDefault();
    save().then((done) => { if (done && !aside) location.assign(link.href); });
  });
  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase || field.readOnly) return;
    field.focus();
    const at = field.selectionStart, gap = phrase.dataset.phrase.indexOf("…");
    field.setRangeText(phrase.dataset.phrase, at, field.selectionEnd, "end");
    if (gap >= 0) field.setSelectionRange(at + gap, at + gap + 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  window.addEventListener("beforeunload", (event) => { if (dirty() && lost) event.preventDefault(); });
  window.addEventListener("pagehide", () => {
    if (dirty() && !aside) save({ keepalive: true });
    else post("leave", { page: form.elements.page.value }, { keepalive: true }).catch(() => {});
  });

  // What this tab had not sent when it was last closed or reloaded.
  const left = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (left && left.text !== field.value) {
    seen = left.seen;
    field.value = left.text;
    tell("found");
    save();
  } else forget();
})();
