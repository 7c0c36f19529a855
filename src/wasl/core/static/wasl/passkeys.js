// Passkeys. A form with data-passkey="create" or "get" asks our server, then the device, then sends the answer and goes
// on to where the server says. Without this script such forms stay hidden, and the pages name the other ways.
"use strict";

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
}

function text(buffer) {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// Older browsers have no parseCreationOptionsFromJSON and no toJSON.
function forDevice(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) read[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return read;
}

function forServer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

async function post(form, address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), { name: "Refused", said });
  return said;
}

function tell(form, error) {
  if (error.name === "AbortError") return;
  if (error.said && error.said.next) return location.assign(error.said.next);
  const words = form.dataset[{ NotAllowedError: "cancelled", InvalidStateError: "known" }[error.name]] || form.dataset.broken;
  form.querySelector(".trouble").textContent = error.said ? `${error.said.what}. ${error.said.mend}.` : words;
}

let waiting = null; // what the device is being asked: it answers one question at a time

async function run(form, more) {
  if (waiting) waiting.abort();
  const mine = (waiting = new AbortController());
  const label = form.elements.label ? form.elements.label.value : "";
  const { publicKey } = await post(form, form.dataset.ask, { label });
  const asked = { publicKey: forDevice(publicKey), signal: mine.signal, ...more };
  const credential = await navigator.credentials[form.dataset.passkey](asked);
  const { next } = await post(form, form.dataset.answer, { answer: forServer(credential) });
  location.assign(next);
}

// The browser offers passkeys among what it fills in; asked anew before our question is too old.
async function offer(form) {
  const may = PublicKeyCredential.isConditionalMediationAvailable;
  const field = document.querySelector("#id_number");
  if (!field || !may || !(await may.call(PublicKeyCredential))) return;
  field.autocomplete = "username webauthn";
  const again = () => run(form, { mediation: "conditional" }).catch(() => {});
  again();
  setInterval(() => { if (!form.dataset.pressed) again(); }, 240000);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.dataset.pressed = "yes";
      form.querySelector(".trouble").textContent = "";
      run(form, {}).catch((error) => tell(form, error));
    });
    if ("offered" in form.dataset) offer(form);
  }
} else {
  for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = false;
}
