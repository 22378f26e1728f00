// One message of the review: intents in order, values, and the keyboard. Texts of customers are never read as markup.
"use strict";

(() => {
  const page = document.getElementById("nlu-item");
  const form = document.getElementById("nlu-form");
  const chosen = document.getElementById("nlu-intents");
  const values = document.getElementById("nlu-values");
  const help = document.getElementById("nlu-help");
  const buttons = [...document.querySelectorAll(".nlu-intent")];
  const mayAct = document.querySelector("[name=act]") !== null;
  let sent = false;

  const labels = () => chosen.value.split(",").filter(Boolean);

  function show() {
    const order = labels();
    for (const button of buttons) {
      const place = order.indexOf(button.dataset.intent) + 1;
      button.setAttribute("aria-pressed", String(place > 0));
      button.querySelector(".nlu-place").textContent = place || "";
    }
  }

  function toggle(label) {
    const order = labels();
    chosen.value = (order.includes(label) ? order.filter((one) => one !== label) : [...order, label]).join(",");
    show();
  }

  function hint(row) {
    const option = row.querySelector("select").selectedOptions[0];
    row.querySelector("input").placeholder = option ? option.dataset.form : "";
  }

  function add() {
    const row = document.getElementById("nlu-blank").content.firstElementChild.cloneNode(true);
    const used = new Set([...values.querySelectorAll("select")].map((one) => one.value));
    const free = [...row.querySelectorAll("option")].find((one) => !used.has(one.value));
    if (free) row.querySelector("select").value = free.value;
    values.append(row);
    hint(row);
    row.querySelector("select").focus();
  }

  function send(act) {
    if (!mayAct || sent) return;
    form.requestSubmit(form.querySelector(`[name=act][value=${act}]`));
  }

  function move(where) {
    const address = page.dataset[where];
    if (address) window.location.assign(address);
  }

  const commands = {
    Enter: () => send("save"),
    x: () => send("ignore"),
    j: () => move("after"),
    k: () => move("before"),
    a: () => document.getElementById("nlu-whole")?.click(),
    e: () => mayAct && add(),
    "?": () => help.showModal(),
    "=": () => mood("+"),
  };

  function mood(key) {
    const wanted = [...document.querySelectorAll("[name=sentiment]")].find((one) => one.dataset.key === key);
    if (wanted && mayAct) wanted.checked = true;
    return Boolean(wanted);
  }

  function command(key) {
    if (commands[key]) return commands[key];
    const button = buttons.find((one) => one.dataset.key === key);
    if (button) return () => mayAct && toggle(button.dataset.intent);
    return mood(key) ? () => {} : null;
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (help.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing) {
      if (event.key === "Escape") target.blur();
      return;
    }
    // A focused link or button outside the intents keeps its own Enter.
    if (event.key === "Enter" && target.matches("a, button:not(.nlu-intent), summary")) return;
    const act = command(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act();
  });

  for (const button of buttons) button.addEventListener("click", () => toggle(button.dataset.intent));
  values.addEventListener("click", (event) => event.target.closest(".nlu-drop")?.parentElement.remove());
  values.addEventListener("change", (event) => event.target.matches("select") && hint(event.target.parentElement));
  document.getElementById("nlu-add").addEventListener("click", add);
  document.getElementById("nlu-help-open").addEventListener("click", () => help.showModal());
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  for (const row of values.children) hint(row);
  show();
})();
