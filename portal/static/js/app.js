// What the pages do beyond plain forms. Everything works without this file; it saves drafts, keeps
// the focus, opens dialogs, answers keys and says what has been understood of a typed day or
// number. Its words stand translated in the page (#words); it never evaluates text as code.
"use strict";

(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (type, act, capture = false) => document.addEventListener(type, act, capture);
  const words = (name, with_ = {}) =>
    Object.entries(with_).reduce((text, [key, value]) => text.replace(`{${key}}`, value), one("#words").dataset[name]);
  const say = (text) => { one("#say").textContent = text; };
  const typing = (node) => node.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const inDialog = () => one("dialog[open]");

  document.documentElement.classList.add("js");

  // ---- Input methods: a half-written syllable is nobody's input -------------------------------

  let composedAt = 0;
  for (const type of ["input", "keyup", "change", "search"]) {
    on(type, (event) => { if (event.isComposing) event.stopImmediatePropagation(); }, true);
  }
  on("compositionend", (event) => {
    composedAt = event.timeStamp;
    // Browsers disagree on whether an input event follows; those who listen must hear one.
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const composing = (event) => event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 30;

  // ---- Dialogs and menus ----------------------------------------------------------------------

  function open(dialog) {
    if (dialog.open) dialog.close();
    dialog.showModal();
    one("[autofocus], [data-focus], input:not([type=hidden]), select, textarea", dialog)?.focus();
  }

  on("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog) { event.preventDefault(); open(dialog); return; }
    const closer = event.target.closest("[data-close]");
    if (closer?.closest("dialog")) { event.preventDefault(); closer.closest("dialog").close(); return; }
    for (const menu of all("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  on("close", (event) => { if (event.target.matches("#dialogs > dialog")) event.target.remove(); }, true);
  on("keydown", (event) => {
    const menu = event.key === "Escape" && one("[data-menu][open]");
    if (menu) { menu.open = false; one("summary", menu).focus(); }
  });

  // A link to a section inside a closed act opens it, so that an error's link arrives somewhere.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement?.closest("details")) if (node.matches?.("details")) node.open = true;
    if (target.matches("input, select, textarea")) target.focus();
  }
  window.addEventListener("hashchange", reveal);
  on("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); field.closest("details")?.setAttribute("open", ""); field.focus(); }
  });

  // ---- The look: changed on the spot, kept by the server --------------------------------------

  on("submit", (event) => {
    const form = event.target.closest("form[data-look]");
    const theme = event.submitter?.name === "theme" && event.submitter.value;
    if (!form || !theme) return;
    event.preventDefault();
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const choice of all("[name=theme]", form)) {
      if (choice.value === theme) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
    const given = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body: new URLSearchParams(given), redirect: "manual" });
    form.closest("details").open = false;
  });

  // ---- Drafts: two seconds after the last change, per person and form, on the server ----------

  const drafts = new WeakMap();
  on("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || form.dataset.draft === "") return;
    form.dataset.dirty = "";
    clearTimeout(drafts.get(form));
    drafts.set(form, setTimeout(save, 2000, form));
  });
  // Such a form leaves the page once its draft is safe: without network or session it stays.
  const safe = new WeakSet();
  on("submit", (event) => {
    const { submitter, target } = event;
    const form = target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(drafts.get(form));
    if (safe.delete(form) || form.dataset.draft === "") { delete form.dataset.dirty; return; }
    event.preventDefault();
    save(form).then((kept) => {
      if (!kept) { if (!inDialog()) notice(words("offline")); return; }
      safe.add(form);
      form.requestSubmit(submitter);
    });
  });

  function given(form) {
    const fields = new FormData(form);
    for (const name of [...fields.keys()]) if (name === "_csrf" || name === "_once" || fields.get(name) instanceof File) fields.delete(name);
    return new URLSearchParams(fields);
  }

  // Says whether the server has answered for the form: with the draft kept, or with a refusal of its
  // own that sending the form would meet as well. What could not be kept is tried again by itself.
  async function save(form) {
    clearTimeout(drafts.get(form));
    const again = () => { tell(words("unsaved")); drafts.set(form, setTimeout(save, 5000, form)); return false; };
    const status = one("[data-draft-status]", form);
    const tell = (text) => { if (status) status.textContent = text; };
    tell(words("saving"));
    try {
      const headers = { "X-CSRF-Token": one("[name=_csrf]", form).value };
      const answer = await fetch(form.dataset.draft, { method: "POST", headers, body: given(form), redirect: "manual" });
      if (answer.status === 401) { tell(words("unsaved")); signInAgain(); return false; }
      if (answer.status === 409) { form.dataset.draft = ""; tell(words("newer")); return true; }
      if (answer.status >= 500) return again();
      if (!answer.ok) { tell(words("unsaved")); return true; }
      delete form.dataset.dirty;
      tell(await answer.text());
      return true;
    } catch {
      return again();
    }
  }
  const saveDirty = () => all("form[data-draft][data-dirty]").filter((form) => form.dataset.draft).forEach(save);
  window.addEventListener("online", saveDirty);
  window.addEventListener("beforeunload", (event) => { if (one("form[data-draft][data-dirty]")) event.preventDefault(); });

  // The browser's own words beside a file field are in the browser's language, so ours replace them.
  on("change", (event) => {
    const field = event.target.closest("[data-file]");
    const place = field && one("output", field.parentElement);
    if (place) place.textContent = [...field.files].map((file) => file.name).join("、") || words("noFile");
  });

  // ---- Rows added to and taken from a form ----------------------------------------------------

  on("click", (event) => {
    const button = event.target.closest("[name=_add], [name=_remove]");
    const rows = button?.closest("[data-rows]");
    if (!rows) return;
    event.preventDefault();
    if (button.name === "_add") addRow(rows);
    else removeRow(rows, button.closest("[data-row-item]"));
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function addRow(rows) {
    const list = one(".rows-list", rows);
    const fresh = rows.querySelector("template").content.cloneNode(true);
    list.append(fresh);
    number(rows);
    one("input:not([type=hidden]), select", list.lastElementChild)?.focus();
  }

  function removeRow(rows, row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number(rows);
    (next ? one("input:not([type=hidden])", next) : one("[name=_add]", rows))?.focus();
  }

  // Indexes go from 0 without gaps, in names, ids and whatever points at them.
  function number(rows) {
    const name = rows.dataset.rows;
    const pattern = new RegExp(`(^|\\s|f-|-)${name}([.-])(?:\\d+|__n__)(?=[.-]|$)`, "g");
    all("[data-row-item]", rows).forEach((row, index) => {
      for (const node of all("[name], [id], [for], [aria-describedby], [value]", row)) {
        for (const attribute of ["name", "id", "for", "aria-describedby", "value"]) {
          const old = node.getAttribute(attribute);
          if (old === null || (attribute === "value" && node.name !== "_remove")) continue;
          node.setAttribute(attribute, old.replace(pattern, `$1${name}$2${index}`));
        }
      }
    });
  }

  // ---- What was understood of a day or a number -----------------------------------------------

  function readDay(text) {
    const today = new Date();
    const typed = text.normalize("NFKC").trim().toLowerCase();
    const shifted = (days) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
    if (words("today").split(" ").includes(typed)) return shifted(0);
    if (words("tomorrow").split(" ").includes(typed)) return shifted(1);
    const found = /^(?:(\d{4})(\d{2})(\d{2})|(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?)$/.exec(typed);
    if (!found) return null;
    const [year, month, day] = [found[1] ?? found[4] ?? today.getFullYear(), found[2] ?? found[5], found[3] ?? found[6]].map(Number);
    const read = new Date(year, month - 1, day);
    return read.getMonth() === month - 1 && read.getDate() === day ? read : null;
  }

  const iso = (day) => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
  const weekday = (day) => day.toLocaleDateString(document.documentElement.lang, { weekday: "short" });

  function dayEcho(field) {
    const day = readDay(field.value);
    return day ? [`${iso(day)} ${weekday(day)}`, true] : [words("noDate"), false];
  }

  // GB 11643: weights over the first 17 digits, the remainder picks the last character.
  const lastOf = (digits) => "10X98765432"[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * digits[i], 0) % 11];

  function idEcho(field) {
    let number = field.value.normalize("NFKC").replace(/\s/g, "").toUpperCase();
    if (/\D/.test(number.slice(0, -1)) || !/^[\dX]+$/.test(number)) return ["", true];
    // A card reader's final X can vanish into an input method; only an X is put back, and not under
    // the hands of somebody who is about to type it.
    if (number.length === 17 && field !== document.activeElement && lastOf(number) === "X") field.value = number += "X";
    if (number.length !== 18) return [number.length > 5 && field !== document.activeElement ? words("idLength", { n: number.length }) : "", false];
    if (lastOf(number) !== number[17]) return [words("idCheck"), false];
    const born = readDay(number.slice(6, 14));
    if (!born || born > new Date()) return [words("idDate"), false];
    const sex = words(number[16] % 2 ? "male" : "female");
    return [words("idOk", { date: iso(born), sex, age: age(born) }), true];
  }

  function age(born) {
    const now = new Date();
    const hadBirthday = now.getMonth() * 31 + now.getDate() >= born.getMonth() * 31 + born.getDate();
    return now.getFullYear() - born.getFullYear() - (hadBirthday ? 0 : 1);
  }

  function echo(event) {
    const field = event.target.closest?.("[data-echo]");
    const place = field && one(`output[for="${CSS.escape(field.id)}"]`);
    if (!place) return;
    const [text, good] = field.value.trim() === "" ? ["", true] : field.dataset.echo === "date" ? dayEcho(field) : idEcho(field);
    // A day half typed is no mistake yet; it is one when the field is left.
    place.textContent = good || event.type !== "input" || field.dataset.echo === "id" ? text : "";
    place.classList.toggle("echo-wrong", !good);
  }
  on("input", echo);
  on("focusout", echo);
  on("keydown", (event) => {
    // In a form that is kept as it is written, Enter goes on as it does after a card reader.
    const field = event.key === "Enter" && !event.ctrlKey && !event.metaKey && !composing(event)
      && event.target.closest("[data-echo=id], form[data-draft] input:not([type=checkbox], [type=radio], [type=file])");
    if (!field?.form) return;
    event.preventDefault();
    const fields = [...field.form.elements].filter((node) => node.type !== "hidden" && node.offsetParent && !node.matches("fieldset, output"));
    fields[fields.indexOf(field) + 1]?.focus();
  });

  // ---- Rows picked, rows walked ---------------------------------------------------------------

  function countPicked() {
    for (const place of all("[data-picked-count]")) {
      const n = all("[data-pick]:checked", place.closest("form") ?? document).length;
      place.textContent = n ? words("picked", { n }) : "";
    }
  }
  on("change", (event) => {
    const whole = event.target.closest("[data-pick-all]");
    if (whole) for (const box of all("[data-pick]", whole.closest("table"))) box.checked = whole.checked;
    if (whole || event.target.matches("[data-pick]")) countPicked();
  });

  const rowsOf = () => all("tr[data-href]").filter((row) => row.offsetParent);
  const rowAt = () => one("tr[data-at]");

  function walk(step) {
    const rows = rowsOf();
    const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(rowAt()) + step))];
    if (!next) return;
    delete rowAt()?.dataset.at;
    next.dataset.at = "";
    one("a[href]", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const act = {
    "/": () => (one("[data-quick]")?.offsetParent ? one("[data-quick]").focus() : one(".quick-link")?.click()),
    "?": () => one("[data-help]")?.click(),
    n: () => one("[data-new]")?.click(),
    j: () => walk(1),
    k: () => walk(-1),
    x: () => one("[data-pick]", rowAt() ?? document.createElement("tr"))?.click(),
    " ": () => rowAt()?.dataset.peek && window.htmx.ajax("GET", rowAt().dataset.peek, { target: "#dialogs", swap: "innerHTML" }),
  };

  on("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const form = event.target.closest?.("form");
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter" && form) { event.preventDefault(); form.requestSubmit(one("[data-main], .btn-primary[type=submit]", form)); }
      if (event.key === "s" && one("form[data-draft]")) { event.preventDefault(); save(form?.matches("[data-draft]") ? form : one("form[data-draft]")); }
      return;
    }
    if (event.altKey || inDialog() || typing(event.target) || !("shortcuts" in document.body.dataset)) return;
    if (event.key === " " && !(rowAt()?.contains(event.target) && !event.target.matches("input, button"))) return;
    if (!act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  });

  // ---- Mentions: an @ and a name, completed from the list of those who read the remark ---------

  const AT = /(^|[^\w.-])[@＠]([^\s@＠]{0,12})$/;
  const nameOf = (label) => label.textContent.split(" · ")[0].trim();

  function offer(field) {
    const place = field.closest("[data-mentions]");
    const list = one(place.dataset.mentions);
    const typed = AT.exec(field.value.slice(0, field.selectionStart));
    shut(place);
    if (!typed) return;
    window.htmx.trigger(list, "wanted");
    const found = all("label", list).filter((label) => label.textContent.toLowerCase().includes(typed[2].toLowerCase())).slice(0, 8);
    // A name that stands there whole needs no offer any more.
    if (!found.length || (found.length === 1 && nameOf(found[0]) === typed[2])) return;
    const box = Object.assign(document.createElement("div"), { className: "menu-box", id: "mentions-box" });
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", one("legend", list)?.textContent ?? "");
    found.forEach((label, n) => {
      const choice = Object.assign(document.createElement("div"), { className: "menu-item", id: `mentions-${n}`, textContent: label.textContent.trim() });
      choice.setAttribute("role", "option");
      choice.dataset.from = label.htmlFor;
      box.append(choice);
    });
    place.append(box);
    field.setAttribute("aria-controls", box.id);
    choose(field, box.firstElementChild);
  }

  function choose(field, choice) {
    for (const each of choice.parentElement.children) each.setAttribute("aria-selected", String(each === choice));
    field.setAttribute("aria-activedescendant", choice.id);
  }

  function shut(place) {
    one(".menu-box", place)?.remove();
    one("textarea", place).removeAttribute("aria-activedescendant");
    one("textarea", place).removeAttribute("aria-controls");
  }

  function mention(field, choice) {
    const box = document.getElementById(choice.dataset.from);
    const label = one(`label[for="${CSS.escape(box.id)}"]`);
    const name = nameOf(label);
    const begin = field.value.slice(0, field.selectionStart).replace(AT, `$1@${name} `);
    field.setRangeText(begin, 0, field.selectionStart, "end");
    // Two of one name are told apart by the list alone.
    if (all("label", box.closest("fieldset")).filter((each) => nameOf(each) === name).length > 1) box.checked = true;
    shut(field.closest("[data-mentions]"));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  on("input", (event) => { if (event.target.matches("[data-mentions] textarea")) offer(event.target); });
  on("htmx:afterSettle", () => { const field = document.activeElement; if (field?.matches("[data-mentions] textarea")) offer(field); });
  on("focusout", (event) => { if (event.target.matches("[data-mentions] textarea")) shut(event.target.closest("[data-mentions]")); });
  on("mousedown", (event) => {
    const choice = event.target.closest("[data-mentions] [role=option]");
    if (choice) { event.preventDefault(); mention(one("textarea", choice.closest("[data-mentions]")), choice); }
  });
  on("keydown", (event) => {
    const place = event.target.closest?.("[data-mentions]");
    const choice = place && one("[aria-selected=true]", place);
    if (!choice || composing(event)) return;
    const next = event.key === "ArrowDown" ? choice.nextElementSibling : event.key === "ArrowUp" ? choice.previousElementSibling : null;
    if (next) choose(event.target, next);
    else if (["Enter", "Tab"].includes(event.key) && !event.ctrlKey) mention(event.target, choice);
    else if (event.key === "Escape") shut(place);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ---- htmx: where the focus goes, what a lost session or network means -----------------------

  // What asks for the focus gets it once; later swaps must not give it again.
  function take(within) {
    const first = one(".error-summary[data-focus]", within) ?? one("[data-focus]", within);
    first?.focus();
    for (const node of all("[data-focus]", within)) node.removeAttribute("data-focus");
    return first;
  }

  let answered = null;
  on("htmx:beforeRequest", (event) => { answered = event.detail.elt; });
  on("htmx:afterSettle", (event) => {
    const swapped = event.detail.target?.isConnected ? event.detail.target : document.getElementById(event.detail.target?.id) ?? document;
    const dialog = one("#dialogs > dialog:not([open])");
    if (dialog) open(dialog);
    if (!take(swapped.parentElement ?? document) && document.activeElement === document.body && answered?.id) {
      document.getElementById(answered.id)?.focus();
    }
    if (one("#problem")?.firstElementChild && event.detail.target?.id === "problem") one("#problem").scrollIntoView({ block: "nearest" });
    countPicked();
    fade();
  });
  // A form that is being written is not replaced by a part of the page that renews itself.
  on("htmx:beforeSwap", (event) => {
    const dirty = one("form[data-dirty]", event.detail.target);
    if (dirty && !dirty.contains(event.detail.requestConfig?.elt)) event.detail.shouldSwap = false;
  });
  on("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) signInAgain(); });
  on("htmx:sendError", () => notice(words("offline")));

  function notice(text) {
    const line = document.createElement("div");
    line.className = "flash flash-bad";
    line.append(Object.assign(document.createElement("p"), { textContent: text }));
    one("#flashes")?.replaceChildren(line);
  }

  // Signing in again happens over the page; the form stays as it was written.
  function signInAgain() {
    window.htmx.ajax("GET", "/sign-in?over=1", { target: "#dialogs", swap: "innerHTML" });
  }
  on("signed-in", (event) => {
    const token = event.detail.csrf;
    for (const field of all("[name=_csrf]")) field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": token }));
    for (const dialog of all("#dialogs > dialog")) dialog.close();
    say(words("back"));
    notice(words("back"));
    saveDirty();
  });

  // An offer to undo leaves after ten seconds, but not from under a hand or a focus.
  function fade() {
    for (const flash of all("[data-fades]:not([data-fading])")) {
      flash.dataset.fading = "";
      const leave = () => (flash.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : flash.remove());
      setTimeout(leave, 10000);
    }
  }

  window.addEventListener("beforeprint", () => {
    const now = new Date();
    one("[data-printed-at]").textContent = `${iso(now)} ${now.toTimeString().slice(0, 5)}`;
  });

  take(document);
  reveal();
  countPicked();
  fade();
})();
