// Asks the browser to make or to show a passkey; both sides speak the JSON of the WebAuthn standard.

const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const toText = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = list => list?.map(item => ({ ...item, id: toBytes(item.id) }));

function optionsOf(json) {
  const options = { ...json, challenge: toBytes(json.challenge) };
  if (json.user) {
    options.user = { ...json.user, id: toBytes(json.user.id) };
  }

  options.excludeCredentials = withBytes(json.excludeCredentials);
  options.allowCredentials = withBytes(json.allowCredentials);
  return options;
}

function answerOf(credential) {
  const given = credential.response;
  const response = { clientDataJSON: toText(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) {
      response[name] = toText(given[name]);
    }
  }

  if (given.getTransports) {
    response.transports = given.getTransports();
  }

  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

// Fills the form with the answer and sends it.
export async function start(form) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const publicKey = optionsOf(JSON.parse(form.dataset.options));
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.querySelector("[name=Credential]").value = JSON.stringify(answerOf(credential));
    form.submit();
  } catch {
    error.hidden = false;
  }
}
