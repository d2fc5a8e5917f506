// A conversation with the supervisor: questions in words, answers with figures that open their source.
import { html, useEffect, useRef, useState } from "../dom.js";
import { act, get } from "../api.js";
import { link, refine } from "../address.js";
import { useAct, useDocument } from "../loading.js";
import { Card, Loading, Time, Title, Trouble, done } from "../parts.js";
import { t, word } from "../texts.js";
import { Figure, Gaps, Sentences } from "./source.js";

const PATH = "api/v1/gtm/requests";
const EVERY_MS = 1_500;
const EXAMPLES = ["cac", "leave", "week", "money", "return"];
const wait = () => new Promise((over) => { setTimeout(over, EVERY_MS); });

export default function Ask({ query: { session } }) {
  const [turns, show] = useState([]);
  const [loaded, load] = useState({});
  const here = useRef(session);
  const end = useRef();
  useEffect(() => {
    if (!session || (turns.length && here.current === session)) return;
    here.current = session;
    show([]);
    load({ loading: true });
    get(`api/v1/gtm/sessions/${session}/requests`, { limit: 50 })
      .then((page) => { load({}); show(page.items.toReversed().map((answer) => ({ question: answer.question, answer }))); },
        (error) => load({ error }));
  }, [session]);
  useEffect(() => { end.current?.scrollIntoView({ block: "nearest" }); }, [turns]);
  const asking = useAct(async (question) => {
    show((before) => [...before, { question }]);
    try {
      let { data } = await act("POST", PATH, { question, ...(here.current ? { session_id: here.current } : {}) });
      here.current = data.session_id;
      while (data.state === "working") { await wait(); data = await get(`${PATH}/${data.request_id}`); }
      show((before) => [...before.slice(0, -1), { question, answer: data }]);
      refine({ session: data.session_id });
    } catch (error) {
      show((before) => [...before.slice(0, -1), { question, error }]);
    }
  });
  const afresh = () => { here.current = undefined; show([]); refine({ session: "" }); };
  const ask = (question) => asking.run(question);
  return html`<${Title} lead=${t("ask.lead")} actions=${turns.length > 0
    && html`<button type="button" onClick=${afresh} disabled=${asking.busy}>${t("ask.afresh")}</button>`}>${t("ask.title")}</${Title}>
    <div class="talk">
      ${loaded.loading && html`<${Loading} />`}<${Trouble} of=${loaded.error} />
      ${!turns.length && !loaded.loading && html`<${Start} ask=${ask} />`}
      <ol class="turns" aria-live="polite">${turns.map((one, place) => html`<li key=${place}>
        <p class="asked"><span class="unseen">${t("ask.you")}</span>${one.question}</p>
        ${one.answer ? html`<${Answer} one=${one.answer} ask=${ask} busy=${asking.busy} />`
    : one.error ? html`<${Trouble} of=${one.error} again=${() => ask(one.question)} />` : html`<p class="loading" role="status">${t("ask.working")}</p>`}
      </li>`)}</ol>
      <div ref=${end}></div>
      <${Field} ask=${ask} busy=${asking.busy} />
    </div>`;
}

function Field({ ask, busy }) {
  const [text, write] = useState("");
  const send = (event) => {
    event?.preventDefault();
    const question = text.trim();
    if (!question || busy) return;
    write("");
    ask(question);
  };
  const key = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event); };
  return html`<form class="say sticky" onSubmit=${send}>
    <label><span class="unseen">${t("ask.field")}</span><textarea rows="2" maxlength="20000" placeholder=${t("ask.field")} value=${text}
      onInput=${(event) => write(event.target.value)} onKeyDown=${key}></textarea></label>
    <button type="submit" class="primary" disabled=${busy || !text.trim()}>${t(busy ? "ask.working" : "ask.send")}</button></form>`;
}

function Start({ ask }) {
  const sessions = useDocument("api/v1/gtm/sessions", { query: { limit: 10 } });
  return html`<${Card} title=${t("ask.examples")}><div class="actions">${EXAMPLES.map((name) => html`<button type="button"
      onClick=${() => ask(t(`example.${name}`))}>${t(`example.${name}`)}</button>`)}</div></${Card}>
    ${sessions.data?.items.length > 0 && html`<${Card} title=${t("ask.earlier")}><ul>${sessions.data.items.map((one) => html`<li>
      <a href=${link("/ask", { session: one.session_id })}>${one.first_question}</a> <span class="small"><${Time} at=${one.begun_at} /></span></li>`)}</ul></${Card}>`}`;
}

function Answer({ one, ask, busy }) {
  const asked = one.state === "asked_back";
  return html`<div class="card answer">
    ${one.understood && html`<p class="small">${one.understood}</p>`}
    ${asked ? html`<p>${one.ask_back}</p>` : one.text ? html`<p class="text">${one.text}</p>`
    : one.statements.length > 0 ? html`<${Sentences} of=${one.statements} queries=${one.queries} />` : html`<p>${t(`unanswered.${one.state}`)}</p>`}
    ${one.figures.length > 0 && html`<h2>${t("ask.figures")}</h2><div class="figures">${one.figures.map((figure) => html`
      <${Figure} one=${figure} queries=${one.queries} period=${figure.period} />`)}</div>`}
    ${one.text && one.statements.some((said) => said.queries?.length) && html`<details class="source"><summary>${t("ask.statements")}</summary>
      <${Sentences} of=${one.statements} queries=${one.queries} /></details>`}
    ${one.references?.length > 0 && html`<h2>${t("ask.references")}</h2><ul>${one.references.map((to) => html`<li>${word(to.kind)} <code>${to.id}</code> ${to.label}</li>`)}</ul>`}
    <${Gaps} of=${[...one.gaps, ...one.missing]} />
    ${one.suggestions.length > 0 && html`<div class="actions">${one.suggestions.map((text) => html`<button type="button" disabled=${busy} onClick=${() => ask(text)}>${text}</button>`)}</div>`}
    <div class="row small"><span>${one.route?.agents.map(word).join(", ")}${one.cached_at && html` · ${t("ask.kept")} <${Time} at=${one.cached_at} />`}</span>
      ${["answered", "partly_answered"].includes(one.state) && html`<${Helped} request=${one.request_id} />`}</div></div>`;
}

function Helped({ request }) {
  const [told, tell] = useState(false);
  const say = useAct(async (helpful) => {
    await act("POST", `${PATH}/${request}/feedback`, { helpful });
    tell(true);
    done(t("ask.thanks"));
  });
  if (told) return html`<span>${t("ask.thanks")}</span>`;
  return html`<span class="actions">${t("ask.helped")}
    ${[true, false].map((yes) => html`<button type="button" class="quiet" disabled=${say.busy} onClick=${() => say.run(yes)}>${t(yes ? "yes" : "no")}</button>`)}</span>
    <${Trouble} of=${say.error} />`;
}
