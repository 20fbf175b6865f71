const TOKEN = /"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s[\]{},:"]+/g;
/** An array of plain values up to this length stays in one line: a row of numbers is read across. */
const LINE = 100;

/** JSON with line breaks, each number as it was written; other text as it is. */
export function indented(json: string): string {
  return isJson(json) ? layout(json.match(TOKEN) ?? []) : json;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function layout(tokens: readonly string[]): string {
  let text = '';
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const flat = flatArray(tokens, index);
    if (flat) {
      text += flat.text;
      index = flat.end;
    } else if (token === '[' || token === '{') {
      depth++;
      text += token + newLine();
    } else if (token === ']' || token === '}') {
      depth--;
      text += newLine() + token;
    } else {
      text += token === ',' ? token + newLine() : token === ':' ? ': ' : token;
    }
  }
  return text;
}

/** `[…]` or `{}` without anything nested, short enough for one line. */
function flatArray(tokens: readonly string[], start: number): { text: string; end: number } | undefined {
  if (tokens[start] === '{' && tokens[start + 1] === '}') {
    return { text: '{}', end: start + 1 };
  }
  if (tokens[start] !== '[') {
    return undefined;
  }
  let length = 0;
  for (let end = start + 1; end < tokens.length && length <= LINE; end++) {
    const token = tokens[end]!;
    length += token.length + 1;
    if (token === ']') {
      return {
        text: tokens
          .slice(start, end + 1)
          .map(spaced)
          .join(''),
        end
      };
    }
    if ('[{'.includes(token)) {
      return undefined;
    }
  }
  return undefined;
}

function spaced(token: string): string {
  return token === ',' ? ', ' : token;
}
