// The shell: who is signed in, the menu, and the view that the address names.
import { html, render, useEffect, useErrorBoundary, useState } from "./dom.js";
import { match, useAddress } from "./address.js";
import { SignedOut } from "./api.js";
import { Notices, Title, Trouble } from "./parts.js";
import { begin, has, may, onChange, person, signIn, signOut, told } from "./session.js";
import { t, word } from "./texts.js";
import { MENU, VIEWS } from "./views.js";

const offered = (view) => (!view.area || has(view.area)) && (!view.scope || may(view.scope));

function App({ refusal }) {
  const [, draw] = useState(0);
  const [signedInOnce, remember] = useState(false);
  useEffect(() => onChange(() => draw((before) => before + 1)), []);
  useEffect(() => { if (person()) remember(true); });
  if (!person() && !signedInOnce) return html`<${Welcome} refusal=${refusal} />`;
  return html`<${Shell} />${!person() && html`<${Ended} />`}`;
}

function Welcome({ refusal }) {
  return html`<main class="welcome" id="main">
    <${Title}>${t("welcome.title")}</${Title}>
    <p>${t("welcome.text")}</p>
    ${refusal && html`<p class="trouble" role="alert">${t("welcome.refused", { why: refusal })}</p>`}
    <button type="button" class="primary" onClick=${signIn}>${t("sign_in")}</button>
  </main>`;
}

// The session is over; what was being looked at stays where it is.
const Ended = () => html`<div class="ended" role="alertdialog" aria-labelledby="ended-title" aria-modal="true">
  <div><h2 id="ended-title">${t("ended.title")}</h2><p>${t("ended.text")}</p>
  <button type="button" class="primary" autofocus onClick=${signIn}>${t("sign_in_again")}</button></div></div>`;

function Shell() {
  const here = useAddress();
  const [open, unfold] = useState(false);
  useEffect(() => { unfold(false); scrollTo(0, 0); }, [here.path]);
  useEffect(() => {
    addEventListener("keydown", toSearch);
    return () => removeEventListener("keydown", toSearch);
  }, []);
  const found = VIEWS.map((view) => ({ view, given: match(view.path, here.path) })).find((one) => one.given);
  const who = person();
  return html`<a class="skip" href="#main" onClick=${skip}>${t("skip")}</a>
    <header class="bar">
      <button type="button" class="fold" aria-expanded=${open} aria-controls="menu" onClick=${() => unfold(!open)}>
        <span aria-hidden="true">☰</span><span class="unseen">${t("menu")}</span></button>
      <a class="brand" href="#/">Baton</a>
      ${told().stage !== "prod" && html`<span class="badge plain">${told().stage}</span>`}
    </header>
    <nav id="menu" class=${open ? "open" : ""} aria-label=${t("menu")}>
      <a class="brand wide" href="#/" aria-current=${here.path === "/" ? "page" : null}>Baton</a>
      ${MENU.map((group) => html`<${Group} group=${group} here=${found?.view} />`)}
      ${who && html`<div class="who"><p><strong>${who.name}</strong><br />${who.group ? word(who.group) : t("no_group")}</p>
        <button type="button" onClick=${signOut}>${t("sign_out")}</button></div>`}
    </nav>
    <main id="main" tabindex="-1">
      ${found ? html`<${Placed} key=${here.path} view=${found.view} given=${found.given} query=${here.query} />`
    : html`<${Title}>${t("nowhere.title")}</${Title}><p><a href="#/">${t("nowhere.text")}</a></p>`}
    </main>
    <${Notices} />`;
}

function Group({ group, here }) {
  const views = VIEWS.filter((view) => view.menu === group && offered(view));
  if (!views.length) return null;
  return html`<h2>${t(`menu.${group}`)}</h2><ul>${views.map((view) => html`<li><a href=${`#${view.path}`}
    aria-current=${view.name === here?.name ? "page" : view.name === here?.under ? "true" : null}>${t(`${view.name}.title`)}</a></li>`)}</ul>`;
}

// A view, once its code is there. What breaks in it leaves the menu alone.
function Placed({ view, given, query }) {
  const [View, show] = useState(null);
  const [error, reset] = useErrorBoundary();
  const [missing, miss] = useState(null);
  useEffect(() => { view.load().then((module) => show(() => module.default), miss); }, [view]);
  if (!offered(view)) {
    const because = view.scope && !may(view.scope) ? "denied.text" : "denied.area";
    return html`<${Title}>${t("denied.title")}</${Title}><p>${t(because)}</p>`;
  }
  if (error && !(error instanceof SignedOut)) {
    console.error(error);
    return html`<${Title}>${t("broken.title")}</${Title}><${Trouble} of=${{ status: -1, message: "" }} again=${reset} />`;
  }
  if (missing) return html`<${Title}>${t("renewed.title")}</${Title}><p>${t("renewed.text")}</p>
    <button type="button" class="primary" onClick=${() => location.reload()}>${t("renewed.act")}</button>`;
  return View && html`<${View} given=${given} query=${query} />`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function toSearch(event) {
  if (event.key !== "/" || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
  const field = document.querySelector("[data-search]");
  if (field) { event.preventDefault(); field.focus(); }
}

const place = document.getElementById("app");
begin().then(
  (refusal) => { place.replaceChildren(); render(html`<${App} refusal=${refusal} />`, place); },
  () => { place.replaceChildren(); render(html`<main id="main" class="welcome"><${Title}>Baton</${Title}>
    <p class="trouble" role="alert">${t("problem.0")}</p></main>`, place); },
);
