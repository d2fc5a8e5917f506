// CSV as RFC 4180 has it, read and written in the page.
export const LARGEST = 20 * 1024 * 1024;

// The rows of a text; the separator is the one that the first line has most of.
export function parse(text) {
  const content = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(content);
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < content.length; at += 1) {
    const sign = content[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (content[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === separator) { row.push(cell); cell = ""; }
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && content[at + 1] === "\n") at += 1;
      row.push(cell);
      rows.push(row);
      row = [];
      cell = "";
    } else cell += sign;
  }
  if (cell !== "" || row.length) { row.push(cell); rows.push(row); }
  return rows.filter((one) => one.some((value) => value.trim() !== "")).map((one) => one.map(unguarded));
}

function separatorOf(text) {
  const line = text.slice(0, 10_000).split(/\r?\n/, 1)[0];
  const counts = [",", ";", "\t", "|"].map((sign) => [line.split(sign).length, sign]);
  return counts.sort((one, other) => other[0] - one[0])[0][1];
}

// The guard of baton.tabular.formula_guard: what a spreadsheet would compute begins with an apostrophe.
const STARTS = "=+\\-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20";
const SPLITS = ";|\t-\r\x1c-\x1e\x85\u2028\u2029";
const SPACES = "[ \x00-\x08\x0e-\x1b\x1f\x7f\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff]*";
const TO_GUARD = new RegExp(`(^|[${SPLITS}])(${SPACES})('*[${STARTS}])`, "g");
const GUARDED = new RegExp(`(^|[${SPLITS}])(${SPACES})'('*[${STARTS}])`, "g");
const guarded = (text) => (/^[+-]?[0-9][0-9 ().,\-/]*$/.test(text) ? text : text.replace(TO_GUARD, "$1$2'$3"));
const unguarded = (text) => text.replace(GUARDED, "$1$2$3");

const written = (value) => {
  const text = guarded(String(value ?? ""));
  return /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const rowsToCsv = (rows) => `\uFEFF${rows.map((row) => row.map(written).join(",")).join("\r\n")}\r\n`;

export function toCsv(columns, items) {
  const kept = columns.filter((one) => one.text);
  return rowsToCsv([kept.map((one) => one.title), ...items.map((item) => kept.map((one) => one.text(item)))]);
}

export const download = (name, text) => save(name, new Blob([text], { type: "text/csv" }));

export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
