// Uploading with progress: files chosen, dropped or photographed go one by one, each with its bar.
// The form works without this file; its words stand translated in the form itself.
"use strict";

(() => {
  if (window.lianbanFiles) return;
  window.lianbanFiles = true;
  const LARGEST = 10 * 1024 * 1024;
  const one = (selector, from = document) => from.querySelector(selector);
  const formOf = (node) => node.closest?.("form[data-upload]");
  const said = (text, with_) => Object.entries(with_).reduce((made, [key, value]) => made.replace(`{${key}}`, value), text);

  function line(form, file) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "progress-name", textContent: file.name });
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", file.name);
    row.append(name, bar);
    one("[data-progress]", form).append(row);
    return {
      at: (share) => { bar.value = share; },
      refused: (text) => {
        bar.remove();
        name.className = "field-error";
        name.textContent = text;
      },
      done: () => row.remove(),
    };
  }

  // What a browser's fetch cannot tell is how far an upload has come.
  function send(form, file, row) {
    const given = new FormData();
    const kind = one("[name=kind]", form);
    if (kind) given.append("kind", kind.value);
    if (one("[name=shared]", form)?.checked) given.append("shared", "yes");
    given.append("file", file, file.name);
    return new Promise((resolve) => {
      const asked = new XMLHttpRequest();
      asked.open("POST", form.dataset.upload);
      asked.setRequestHeader("X-CSRF-Token", one("[name=_csrf]", form).value);
      asked.upload.addEventListener("progress", (event) => { if (event.lengthComputable) row.at((event.loaded / event.total) * 100); });
      asked.addEventListener("load", () => resolve(asked));
      asked.addEventListener("error", () => resolve(null));
      asked.send(given);
    });
  }

  function why(form, answer) {
    try {
      const problem = JSON.parse(answer.responseText);
      return problem.errors?.map((each) => each.detail).join(" ") || problem.detail;
    } catch {
      return form.dataset.failed;
    }
  }

  async function upload(form, files) {
    let taken = 0;
    const refused = [];
    for (const file of files) {
      const row = line(form, file);
      if (file.size > LARGEST) { row.refused(said(form.dataset.large, { name: file.name })); refused.push(row); continue; }
      const answer = await send(form, file, row);
      if (answer?.status === 401) {
        row.refused(file.name);
        window.htmx.ajax("GET", "/sign-in?over=1", { target: "#dialogs", swap: "innerHTML" });
        return;
      }
      if (answer?.status === 201) { taken += 1; row.done(); continue; }
      row.refused(answer ? why(form, answer) : form.dataset.failed);
      refused.push(row);
    }
    if (taken) one("#say").textContent = said(form.dataset.done, { n: taken });
    // What was refused stays to be read; the list shows the new ones at once.
    if (taken) await refresh(form, [...one("[data-progress]", form).children]);
  }

  async function refresh(form, left) {
    const kind = one("[name=kind]", form)?.value;
    await window.htmx.ajax("GET", form.dataset.refresh, { target: "#files", swap: "innerHTML", select: "#files > *" });
    const fresh = one("form[data-upload]");
    if (!fresh) return;
    one("[data-progress]", fresh).append(...left);
    if (left.length && kind) one("[name=kind]", fresh).value = kind;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.matches("form[data-upload]") && event.target;
    const chosen = form && [...one("[name=file]", form).files];
    if (!form || !chosen.length) return;
    event.preventDefault();
    one("[data-progress]", form).replaceChildren();
    upload(form, chosen);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-camera]")) upload(formOf(event.target), [...event.target.files]);
  });
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      const form = formOf(event.target);
      if (!form || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.toggleAttribute("data-over", type === "dragover");
      if (type === "drop") upload(form, [...event.dataTransfer.files]);
    });
  }

  function dress() {
    const touch = window.matchMedia("(pointer: coarse)").matches;
    for (const node of document.querySelectorAll(".camera, [data-camera]")) node.hidden = !touch;
  }
  document.addEventListener("htmx:afterSettle", dress);

  // The viewer closes without leaving the page, also by its key.
  function close() {
    const place = one(".viewer-place");
    if (!place?.firstElementChild) return false;
    place.replaceChildren();
    one("#files a[href]")?.focus();
    return true;
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-viewer]") && close()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    // Where nothing has the focus, the key is meant for the viewer too.
    const meant = event.target === document.body || event.target.closest?.(".viewer");
    if (event.key === "Escape" && !one("dialog[open]") && meant) close();
  });
  dress();
})();
