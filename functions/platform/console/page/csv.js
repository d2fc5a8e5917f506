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
  return rows.filter((one) => one.some((value) => value.trim() !== ""));
}

function separatorOf(text) {
  const line = text.slice(0, 10_000).split(/\r?\n/, 1)[0];
  const counts = [",", ";", "\t", "|"].map((sign) => [line.split(sign).length, sign]);
  return counts.sort((one, other) => other[0] - one[0])[0][1];
}

// A cell that a spreadsheet would take for a formula begins with an apostrophe.
const guarded = (text) => (/^\s*[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+$/.test(text) ? `'${text}` : text);

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
