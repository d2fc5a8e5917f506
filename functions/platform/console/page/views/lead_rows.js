// From the rows of a table to leads as the API takes them: which column is which, and what a cell means.
export const FIELDS = [
  "email", "phone", "external_id", "first_name", "last_name", "company", "company_size", "job_title", "industry", "country",
  "city", "source", "interest", "message", "consent.email", "consent.phone", "consent.sms", "activity.visits", "occurred_at",
];
export const SKIP = "";
export const ATTRIBUTE = "attributes";
const REACHES = ["email", "phone", "external_id"];
const CONSENTS = /^consent\./;
const NUMBERS = new Set(["company_size", "activity.visits"]);

const KNOWN = {
  email: ["email", "mail", "emailaddress", "email_address", "correo"], phone: ["phone", "tel", "telephone", "telefon", "mobile", "phonenumber"],
  external_id: ["id", "externalid", "crmid", "leadid", "prospectid", "leadnumber"], first_name: ["firstname", "vorname", "givenname", "prenom"],
  last_name: ["lastname", "surname", "nachname", "familyname", "nom"], company: ["company", "firma", "organization", "organisation", "account"],
  company_size: ["companysize", "employees", "mitarbeiter"], job_title: ["jobtitle", "title", "position", "role"], industry: ["industry", "branche"],
  country: ["country", "land", "pays"], city: ["city", "stadt", "ort"], source: ["source", "leadsource", "quelle"], interest: ["interest", "product"],
  message: ["message", "comment", "nachricht", "notes"], "consent.email": ["consentemail", "emailconsent", "optin", "newsletter"],
  "consent.phone": ["consentphone", "phoneconsent"], "consent.sms": ["consentsms", "smsconsent"],
  "activity.visits": ["visits", "totalvisits"], occurred_at: ["occurredat", "createdat", "date", "datum"],
};

// A first guess by the names of columns; each field once.
export function guess(header) {
  const taken = new Set();
  return header.map((name) => {
    const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const found = FIELDS.find((field) => !taken.has(field) && KNOWN[field].includes(plain));
    if (!found) return SKIP;
    taken.add(found);
    return found;
  });
}

// What keeps a mapping from being used: {needs} if nobody could be reached, {twice} for a field chosen twice.
export function faultOf(mapping) {
  const chosen = mapping.filter((field) => field && field !== ATTRIBUTE);
  const twice = chosen.find((field, at) => chosen.indexOf(field) !== at);
  if (twice) return { twice };
  return chosen.some((field) => REACHES.includes(field)) ? null : { needs: true };
}

// A row as a lead. A cell that is not understood is sent as it is: the API says what is wrong with it.
export function leadOf(row, header, mapping) {
  const lead = {};
  for (const [at, field] of mapping.entries()) {
    const cell = (row[at] ?? "").trim();
    if (!field || cell === "") continue;
    if (field === ATTRIBUTE) put(lead, ["attributes", attribute(header[at], at)], cell);
    else put(lead, field.split("."), valueOf(field, cell));
  }
  return lead;
}

function put(lead, [name, inner], value) {
  if (inner === undefined) lead[name] = value;
  else lead[name] = { ...lead[name], [inner]: value };
}

const YES = new Set(["yes", "y", "true", "1", "ja", "j", "oui", "si", "sí", "x", "opted in", "subscribed"]);
const NO = new Set(["no", "n", "false", "0", "nein", "non", "opted out", "unsubscribed"]);

function valueOf(field, cell) {
  const said = cell.toLowerCase();
  if (CONSENTS.test(field)) return YES.has(said) ? true : NO.has(said) ? false : cell;
  return NUMBERS.has(field) && /^\d{1,9}$/.test(cell) ? Number(cell) : cell;
}

const attribute = (name, at) => name.toLowerCase().replace(/[^a-z0-9_]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40) || `column_${at + 1}`;

// The text of a file; null if it is neither UTF-8, UTF-16 nor Windows-1252.
export function textOf(bytes) {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  }
  if (bytes.slice(0, 4_096).includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
