// A button beside each address that copies it. Without this script the address can be selected.
"use strict";

const words = document.currentScript.dataset;
const status = document.createElement("p");
status.className = "unseen";
status.setAttribute("role", "status");
document.body.append(status);

function addressOf(place) {
  const own = place.getAttribute("href");
  return own ? words.origin + own : place.textContent;
}

// Browsers offer the clipboard on HTTPS and on this device alone; elsewhere the selection is copied.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function buttonFor(place) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  if (place.dataset.copy) button.setAttribute("aria-label", words.copy + ": " + place.dataset.copy);
  button.addEventListener("click", async () => {
    await copy(addressOf(place));
    button.style.minWidth = `${button.getBoundingClientRect().width}px`; // the shorter word moves nothing beside it
    button.textContent = status.textContent = words.copied;
    button.focus();
    setTimeout(() => {
      button.textContent = words.copy;
      status.textContent = "";
    }, 3000);
  });
  return button;
}

for (const place of document.querySelectorAll("[data-copy]")) place.after(buttonFor(place));
