// A switch that stops something at once, with a reason that everybody sees, or opens it again.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { useAct } from "../loading.js";
import { Confirm, done } from "../parts.js";
import { t } from "../texts.js";

export function Switch({ path, stopped, words, onTurned, label }) {
  const [asking, ask] = useState(false);
  const [reason, write] = useState("");
  const turn = useAct(async () => {
    const { data } = await act("POST", path, stopped ? { stopped: false } : { stopped: true, reason: reason.trim() });
    onTurned(data);
    done(stopped ? words.opened : words.stopped, stopped ? null : () => act("POST", path, { stopped: false }).then((one) => onTurned(one.data)));
  });
  return html`<button type="button" class=${stopped ? "primary" : ""} onClick=${() => { write(""); turn.clear(); ask(true); }}>
      ${stopped ? words.open : words.stop}<span class="unseen"> ${label}</span></button>
    ${asking && html`<${Confirm} title=${stopped ? words.openTitle : words.stopTitle} confirm=${stopped ? words.open : words.stop}
      tone=${stopped ? "primary" : "danger"} act=${turn} disabled=${!stopped && !reason.trim()} onDone=${() => ask(false)} onClose=${() => ask(false)}>
      <p>${stopped ? words.openText : words.stopText}</p>
      ${!stopped && html`<label>${t("outgoing.reason")}<input value=${reason} maxlength="300" required
        onInput=${(event) => write(event.target.value)} /></label>`}
    </${Confirm}>`}`;
}
