// Keys of case work. Each presses a button, follows a link or goes to a field of the page, so the page does all of it
// without this script too.
"use strict";

let sent = false;

const keysAreOn = () => document.querySelector("[data-keys=on]") !== null;
const links = () => [...document.querySelectorAll(".queue .what a")];

// The place on the keyboard where the layout writes no Latin letter (Arabic), else the letter itself (AZERTY).
function pressed(event) {
  if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key === "?" || event.key === "؟") return "?";
  if (event.key === "/" || event.code === "Slash") return "/";
  return (event.code || "").replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
}

function isWriting(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && target.type !== "checkbox" && target.type !== "radio");
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return;
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

// The line in which the focus is; none where it is elsewhere.
const line = () => document.activeElement && document.activeElement.closest(".queue > li");

function go(step) {
  const all = links();
  const here = all.findIndex((one) => line() && line().contains(one));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
  if (next) next.focus();
}

function inLine(selector) {
  const found = line() && line().querySelector(selector);
  if (found) found.click();
  return Boolean(found);
}

const own = {
  "?": help,
  j: () => go(1),
  k: () => go(-1),
  x: () => inLine("input[type=checkbox]"),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWriting(event.target)) return event.target.blur();
  if (!keysAreOn() || event.ctrlKey || event.altKey || event.metaKey || event.repeat || isWriting(event.target)) return;
  const key = pressed(event);
  const pressedOn = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (own[key] && (key === "?" || links().length)) {
    event.preventDefault();
    return own[key]();
  }
  if (key === "a" && links().length) return inLine("[data-take]");
  if (!pressedOn || sent) return;
  event.preventDefault();
  pressedOn.tagName === "INPUT" ? pressedOn.focus() : pressedOn.click();
});

// One answer a page, however often a key or a button is pressed before the next page is there. Queues are only read.
document.addEventListener("submit", (event) => {
  if (event.target.method === "get") return;
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

// Whoever was overtaken, or wrote something that cannot be taken, finds themselves where it is said.
const first = document.getElementById("trouble") || document.getElementById("errors");
if (first) first.focus();
