// Who is signed in: authorization code with PKCE at the user pool's own page (RFC 7636).
//
// The access token is in memory only and is renewed before it ends. The refresh token is kept in this
// tab's sessionStorage, so that loading the page again does not ask for a password; it ends with the
// tab, after twelve hours, or when somebody signs out, which revokes it.
const KEPT = "baton.refresh";
const UNDER_WAY = "baton.sign_in";
const RENEW_BEFORE_MS = 60_000;

let settings = null;
let current = null; // {token, ends, person, scopes, groups}
let renewing = null;
let timer = 0;
const listeners = new Set();

export const root = new URL(".", location.origin + location.pathname).href;
const page = location.origin + location.pathname;

export class SignedOut extends Error {}

export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const person = () => current;
export const told = () => settings;

// Whether what is shown may be offered. The API decides; this only spares people refusals.
export function may(scope) {
  return Boolean(current && current.scopes.has(scope));
}

export const has = (area) => settings.areas.includes(area);

// Reads the settings, and takes up a sign-in that comes back or a session of this tab.
export async function begin() {
  const answer = await fetch(`${page}/settings.json`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  settings = await answer.json();
  const given = new URLSearchParams(location.search);
  if (given.has("code") || given.has("error")) return comeBack(given);
  if (sessionStorage.getItem(KEPT)) await renew().catch(() => {});
  return null;
}

// Goes to the sign-in page; afterwards the same place is shown again.
export async function signIn() {
  const verifier = random(48);
  const state = random(16);
  const under = JSON.stringify({ verifier, state, hash: location.hash });
  sessionStorage.setItem(UNDER_WAY, under);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: settings.client_id,
    redirect_uri: page,
    scope: ["openid", ...Object.keys(settings.scopes)].join(" "),
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  location.assign(`${settings.authorize_url}?${query}`);
}

// Ends the session here and at the user pool.
export async function signOut() {
  const refresh = sessionStorage.getItem(KEPT);
  forget();
  if (refresh) {
    const revoke = settings.token_url.replace(/token$/, "revoke");
    await post(revoke, { token: refresh, client_id: settings.client_id }).catch(() => {});
  }
  const query = new URLSearchParams({ client_id: settings.client_id, logout_uri: page });
  location.assign(`${settings.sign_out_url}?${query}`);
}

// A token that is good for now. Throws SignedOut if there is none any more.
export async function token() {
  if (!current || current.ends - Date.now() < 5_000) await renew();
  return current.token;
}

// Has a new token made, once for all who ask at a time.
export function renew() {
  renewing ??= exchange().finally(() => { renewing = null; });
  return renewing;
}

async function exchange() {
  const refresh = sessionStorage.getItem(KEPT);
  if (!refresh) { forget(); throw new SignedOut(); }
  const answer = await post(settings.token_url, {
    grant_type: "refresh_token", refresh_token: refresh, client_id: settings.client_id,
  });
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  if (!answer.ok) { forget(); throw new SignedOut(); }
  take(await answer.json());
}

async function comeBack(given) {
  const under = JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? "null");
  sessionStorage.removeItem(UNDER_WAY);
  history.replaceState(null, "", location.pathname + (under?.hash || ""));
  if (given.has("error")) return given.get("error_description") || given.get("error");
  if (!under || under.state !== given.get("state")) return "state";
  const answer = await post(settings.token_url, {
    grant_type: "authorization_code",
    code: given.get("code"),
    code_verifier: under.verifier,
    redirect_uri: page,
    client_id: settings.client_id,
  });
  if (!answer.ok) return `${answer.status}`;
  take(await answer.json());
  return null;
}

function take(granted) {
  if (granted.refresh_token) sessionStorage.setItem(KEPT, granted.refresh_token);
  const claims = claimsOf(granted.access_token);
  const groups = claims["cognito:groups"] ?? [];
  const rank = Math.max(-1, ...groups.map((group) => settings.groups.indexOf(group)));
  const asked = (claims.scope ?? "").split(" ");
  current = {
    token: granted.access_token,
    ends: Date.now() + granted.expires_in * 1000,
    id: `person/${claims.username}`,
    name: claims.username,
    group: settings.groups[rank] ?? null,
    scopes: new Set(asked.filter((one) => settings.groups.indexOf(settings.scopes[one]) <= rank
      && one in settings.scopes)),
  };
  clearTimeout(timer);
  timer = setTimeout(() => renew().catch(() => {}), Math.max(1_000, granted.expires_in * 1000 - RENEW_BEFORE_MS));
  tell();
}

function forget() {
  sessionStorage.removeItem(KEPT);
  clearTimeout(timer);
  current = null;
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields) });

function claimsOf(jwt) {
  const text = atob(jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0))));
}

const random = (bytes) => base64url(crypto.getRandomValues(new Uint8Array(bytes)));

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
