// The page around check.js: takes text from the field, a file or the camera, and shows what was found. Sends nothing.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const form = document.getElementById("check");
const field = form.querySelector("textarea");
const language = document.documentElement.lang;

async function fetched(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(address);
  return answer;
}

async function known() {
  const trust = await (await fetched("/verifier/trust.json")).json();
  const read = async list => [list, await (await fetched(new URL(list).pathname)).text()];
  const found = await Promise.allSettled(trust.lists.map(read));
  return [trust, Object.fromEntries(found.filter(one => one.status === "fulfilled").map(one => one.value))];
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function day(seconds, time) {
  const how = time ? { dateStyle: "long", timeStyle: "short" } : { dateStyle: "long" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ar-EG", how).format(new Date(seconds * 1000));
}

function written(value) {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return Array.isArray(value) ? value.join("، ") : String(value);
}

function facts(found) {
  const list = element("dl", undefined, "facts");
  for (const [path, value] of found.told) {
    const name = found.kind?.claims[path];
    if (found.kind && !name) continue;
    const line = element("div");
    const shown = element("dd");
    const text = element("bdi", written(value));
    text.dir = "auto";
    shown.append(text);
    line.append(element("dt", name ? name[language] ?? name.ar : path), shown);
    list.append(line);
  }
  return list.children.length ? list : element("p", words.nothing);
}

function show(found) {
  const answer = document.getElementById("answer");
  const box = element("div", undefined, found.ok ? "notice" : "notice bad");
  box.append(element("h2", found.ok ? words.good : words.bad));
  if (found.ok) {
    box.append(element("p", `${found.kind ? found.kind.name[language] ?? found.kind.name.ar : found.vct}`));
    box.append(element("p", `${words.until} ${day(found.until - 1)}`));
    if (found.asOf) box.append(element("p", `${words.as_of} ${day(found.asOf, true)}`));
    box.append(element("h3", words.disclosed), facts(found), element("p", words.bearer));
  } else {
    box.append(element("p", words.problems[found.problem]));
  }
  answer.replaceChildren(box);
  answer.focus();
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  show(await known().then(([trust, lists]) => check(field.value, trust, lists), () => ({ ok: false, problem: "no-status" })));
});

document.getElementById("file").addEventListener("change", async event => {
  const [file] = event.target.files;
  if (file && file.size < 200000) field.value = (await file.text()).trim();
});

async function scan() {
  const video = document.createElement("video");
  video.setAttribute("playsinline", "");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  document.getElementById("camera").append(video);
  await video.play();
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  const look = async () => {
    const [found] = await reader.detect(video).catch(() => []);
    if (!found) return requestAnimationFrame(look);
    stream.getTracks().forEach(track => track.stop());
    video.remove();
    field.value = found.rawValue;
    return form.requestSubmit();
  };
  look();
}

const camera = document.getElementById("scan");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  camera.hidden = false;
  camera.addEventListener("click", () => scan().catch(() => { camera.hidden = true; }));
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/verifier/worker.js").then(() => navigator.serviceWorker.ready).then(() => {
    document.getElementById("ready").hidden = false;
  }).catch(() => {});
}
