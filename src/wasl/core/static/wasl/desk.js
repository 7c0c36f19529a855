// Keys of the stewards' desk. Each presses a button of the page, so the page does all of it without this script too.
"use strict";

const desk = document.querySelector(".desk");
const keysAreOn = document.querySelector("[data-keys=on]") !== null;
let sent = false;

// The place on the keyboard where the layout writes no Latin letter (Arabic), else the letter itself (AZERTY).
function pressed(event) {
  if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key === "?" || event.key === "؟") return "?";
  return (event.code || "").replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
}

function isWriting(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return;
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWriting(event.target)) return event.target.blur();
  if (!keysAreOn || event.ctrlKey || event.altKey || event.metaKey || event.repeat || isWriting(event.target)) return;
  const key = pressed(event);
  if (key === "?") return help();
  const button = [...document.querySelectorAll("button[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
  if (!button || sent) return;
  event.preventDefault();
  button.click();
});

// One answer a page, however often a key or a button is pressed before the next page is there.
document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

// A screen reader hears what was done, then finds itself at the question.
if (desk) {
  const told = document.getElementById("told");
  const words = [...told.childNodes];
  document.getElementById("question").focus({ preventScroll: true });
  if (told.textContent.trim()) {
    told.replaceChildren();
    requestAnimationFrame(() => { told.replaceChildren(...words); });
  }
}
