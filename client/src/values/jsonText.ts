/**
 * JSON as readable text. Text is indented without parsing numbers, so an id of 19 digits keeps all of them.
 * Pure.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Indents valid JSON by two spaces; every token stays as it was. */
export function indentJson(json: string): string {
  const tokens = json.match(TOKEN) ?? [];
  const lines: string[] = [];
  let depth = 0;
  const newLine = (): number => lines.push(`\n${'  '.repeat(depth)}`);
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      depth++;
      lines.push(token);
      if (next !== '}' && next !== ']') newLine();
    } else if (token === '}' || token === ']') {
      depth--;
      const previous = tokens[index - 1];
      if (previous !== '{' && previous !== '[') newLine();
      lines.push(token);
    } else if (token === ',') {
      lines.push(token);
      newLine();
    } else lines.push(token === ':' ? ': ' : token);
  }
  return lines.join('');
}

/** A text inside a JSON document: an object or array in it is shown as such, everything else as a string. */
export function embedText(text: string): string {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return JSON.stringify(text);
  return isJson(text) ? text.trim() : JSON.stringify(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
