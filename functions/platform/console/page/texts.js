// Every word that people read, by name. Another language is another file as english.js and a line here;
// a name that it lacks is read in English. {n} and the like are filled in.
import { ENGLISH } from "./english.js";

const LANGUAGES = { en: ENGLISH };
const wanted = navigator.languages.map((one) => one.split("-")[0]);
const language = wanted.find((one) => one in LANGUAGES) ?? "en";
const chosen = LANGUAGES[language];
document.documentElement.lang = language;

export function t(name, values = {}) {
  const text = chosen[name] ?? ENGLISH[name];
  if (text === undefined) throw new Error(`no text "${name}"`);
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// A word of the API (as campaign_qualified) as people read it.
export const word = (name) => (name == null ? "" : chosen[`word.${name}`] ?? ENGLISH[`word.${name}`]
  ?? String(name).replaceAll("_", " "));
