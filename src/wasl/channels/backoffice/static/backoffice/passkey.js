/* A passkey in place of a typed code. The button shows itself only where the browser can; without scripts the code does. */
"use strict";
for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const form = button.closest("form");
    const options = JSON.parse(button.dataset.options);
    const trouble = document.getElementById("passkey-trouble");
    try {
      const made = button.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.passkey.value = JSON.stringify(made.toJSON());
      form.elements.code.value = "";
      form.submit();
    } catch {
      trouble.hidden = false;
    }
  });
}
