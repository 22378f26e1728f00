// Watches a training until it ends, then shows its figures.
"use strict";

(() => {
  const run = document.getElementById("nlu-run");
  if (!run || run.dataset.state === "FAILED") return;

  async function look() {
    try {
      const answer = await fetch(run.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const now = await answer.json();
        if (now.state !== run.dataset.state && now.state !== "RUNNING") return window.location.reload();
        document.getElementById("nlu-line").textContent = now.line;
        document.getElementById("nlu-percent").value = now.percent;
        document.getElementById("nlu-number").textContent = now.percent;
      }
    } catch (error) {
      // The network comes back or the reader reloads.
    }
    window.setTimeout(look, 2000);
  }

  window.setTimeout(look, 1000);
})();
