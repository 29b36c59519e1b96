// The agenda builder: rows moved by dragging, by buttons and by Alt+arrows; the whole new order goes
// to the server as the form it is, and what comes back takes the place of the agenda. The row in
// hand stays where it is in the document and its neighbours move, so that the focus is never lost.
"use strict";

(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const say = (text) => { one("#say").textContent = text; };
  const form = () => one("form[data-agenda]");
  const rowsOf = () => all("[data-row]", form());
  const rowOf = (node) => node?.closest?.("form[data-agenda] [data-row]");

  // ---- Moving ---------------------------------------------------------------------------------

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) { tell(row); return false; }
    if (step < 0) row.after(other); else row.before(other);
    tell(row);
    return true;
  }

  function tell(row) {
    const rows = rowsOf();
    say(form().dataset.position.replace("{n}", rows.indexOf(row) + 1).replace("{all}", rows.length));
  }

  document.addEventListener("keydown", (event) => {
    const row = event.altKey && !event.ctrlKey && !event.metaKey && rowOf(event.target);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!row || !step || event.isComposing) return;
    event.preventDefault();
    if (move(row, step)) soon();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-agenda]")) return;
    event.preventDefault();
    const step = event.submitter?.name === "move" ? event.submitter.value.split(":").at(-1) : "";
    if (step && !move(rowOf(event.submitter), step === "up" ? -1 : 1)) return;
    soon(0);
  });
  document.addEventListener("change", (event) => { if (event.target.matches("form[data-agenda] [data-minutes]")) soon(0); });

  // ---- Dragging by the handle, with a mouse, a pen or a finger ----------------------------------

  let dragged = null;
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("form[data-agenda] [data-drag]");
    if (!handle || event.button) return;
    dragged = { row: rowOf(handle), moved: false };
    dragged.row.dataset.dragged = "";
    handle.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const { row } = dragged;
    const before = row.previousElementSibling;
    const after = row.nextElementSibling;
    const middle = (node) => { const box = node.getBoundingClientRect(); return box.top + box.height / 2; };
    const step = before && event.clientY < middle(before) ? -1 : after && event.clientY > middle(after) ? 1 : 0;
    if (step) dragged.moved = move(row, step) || dragged.moved;
  });
  for (const type of ["pointerup", "pointercancel"]) {
    document.addEventListener(type, () => {
      if (!dragged) return;
      delete dragged.row.dataset.dragged;
      if (dragged.moved) soon(0);
      dragged = null;
    });
  }

  // ---- Sending: one order at a time, the newest last --------------------------------------------

  let waiting = 0;
  let sending = false;
  let again = false;

  function soon(after = 500) {
    clearTimeout(waiting);
    waiting = setTimeout(send, after);
  }

  async function send() {
    if (sending) { again = true; return; }
    sending = true;
    again = false;
    const mine = form();
    try {
      const answer = await fetch(mine.action, { method: "POST", body: new URLSearchParams(new FormData(mine)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      take(page, answer.ok, mine);
    } catch {
      say(one("#words").dataset.offline);
    }
    sending = false;
    if (again) send();
  }

  function take(page, kept, mine) {
    const fresh = one("#agenda", page);
    // Signed out, or something else that only the whole page can say.
    if (!fresh || !one("form[data-agenda]", fresh)) { again = false; mine.submit(); return; }
    renew(page);
    // Moved again meanwhile: what came back is old already, only its version counts.
    if (kept && (again || dragged)) return;
    again = false;
    const held = inHand();
    one("#agenda").replaceWith(document.adoptNode(fresh));
    put(held);
    tick();
    if (!kept) say(form().dataset.conflict);
  }

  // Every form of the page speaks of the version that has been seen.
  function renew(page) {
    const given = (name) => one(`form[data-agenda] [name=${name}]`, page).value;
    const old = one("[name=version]", form()).value;
    for (const field of all("#matter [name=version]")) if (field.value === old) field.value = given("version");
    one("[name=_once]", form()).value = given("_once");
    const notices = one("#notices", page);
    if (notices && one("#notices")) one("#notices").replaceWith(document.adoptNode(notices));
  }

  // Where the focus was: the row, and which of its controls.
  function inHand() {
    const node = document.activeElement;
    const row = rowOf(node);
    return row && { row: row.dataset.row, name: node.name, value: node.value, minutes: "minutes" in node.dataset };
  }

  function put(held) {
    const row = held && one(`[data-row="${CSS.escape(held.row)}"]`, form());
    if (!row) return;
    const wanted = held.minutes ? one("[data-minutes]", row) : all("button[name=move]", row).find((each) => each.value === held.value);
    (wanted && !wanted.disabled ? wanted : one("[data-drag]", row)).focus();
  }

  // ---- The clock of the item that is on -----------------------------------------------------------

  let since = Date.now();
  const two = (n) => String(n).padStart(2, "0");
  const written = (seconds) => `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

  function tick() { since = Date.now(); show(); }

  function show() {
    const clock = one("[data-clock]");
    if (!clock || "still" in clock.dataset) return;
    const spent = Number(clock.dataset.clock) + Math.floor((Date.now() - since) / 1000);
    const over = spent - Number(clock.dataset.minutes) * 60;
    clock.textContent = written(spent);
    const place = one("[data-over-run]");
    if (over <= 0) return;
    if (!place.firstElementChild) place.append(Object.assign(document.createElement("span"), { className: "badge tone-back" }));
    place.firstElementChild.textContent = clock.dataset.over.replace("{time}", written(over));
  }

  setInterval(show, 1000);
})();
