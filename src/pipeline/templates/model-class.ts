import type { ModelDescription } from '../../contract/model';
import type { ColumnSpec, TensorSpec } from '../../contract/signature';

/** What the generated class is made from. */
export interface ModelClass {
  /** How a person knows the model: `models:/churn/3`. */
  title: string;
  /** Name in Seldon's metadata. */
  name: string;
  description: ModelDescription;
  /** What answers; undefined is what the model was logged to answer with. */
  method?: string;
  /** Folder of the logged model beside the class. */
  modelFolder: string;
}

/** More columns than this are counted, not listed. */
const LISTED = 12;

/** `Model.py`: a Seldon class that a person can read and change. */
export function modelClass({ title, name, description, method, modelFolder }: ModelClass): string {
  const { inputs, outputs } = description.signature;
  return `"""${docText(title)} as a Seldon component.

Takes ${takes(inputs)}
Gives ${gives(outputs)}

It was generated, and is yours to change: \`predict\` is the place for what has to happen before or after the model.
"""

from pathlib import Path

import wrapping

FOLDER = Path(__file__).resolve().parent / ${text(modelFolder)}


class Model:
    """Answers with ${method ? `\`${docText(method)}\` of` : 'what'} the logged model${method ? '' : ' says'}."""

    def load(self):
        """Runs once in each process, before the first request."""
        self.model = wrapping.LoggedModel(FOLDER${method ? `, method=${text(method)}` : ''})

    def predict(self, X, names=None, meta=None):
        """X: rows, or what came as JSON or text; names: of the columns; meta: tags of the request, parameters among them."""
        # In two steps: data, params = self.model.read(X, names, meta), then self.model.answer(data, params).
        # There data is ${dataIs(inputs)}.
        return self.model.predict(X, names, meta)

    def predict_raw(self, message):
        """The message as it was sent: a server that reads it first would turn a row with one text in it into texts."""
        return wrapping.answer_to(message, self.predict)

    def init_metadata(self):
        """Asked for before load() by Seldon's own server."""
        return wrapping.metadata_of(FOLDER, ${text(name)})
`;
}

type Specs = (ColumnSpec | TensorSpec)[] | undefined;

function takes(inputs: Specs): string {
  if (!inputs) {
    return 'whatever the model takes: it was logged without a signature.';
  }
  return inputs[0]?.kind === 'tensor'
    ? `${inputs.length === 1 ? 'a tensor' : 'tensors'}: ${listed(inputs)}`
    : `rows of ${inputs.length === 1 ? 'one value' : `${inputs.length} values`}: ${listed(inputs)}`;
}

function gives(outputs: Specs): string {
  return outputs?.length ? listed(outputs) : 'what the model gives: it was logged without saying.';
}

function dataIs(inputs: Specs): string {
  if (!inputs) {
    return 'a numpy array, a pandas DataFrame where the request names columns, or the JSON that was sent';
  }
  if (inputs[0]?.kind !== 'tensor') {
    return 'a pandas DataFrame with these columns in their declared types';
  }
  return inputs.length > 1 || inputs[0].name ? 'a dict of numpy arrays by name' : 'a numpy array of the declared type';
}

function listed(specs: (ColumnSpec | TensorSpec)[]): string {
  const words = specs.slice(0, LISTED).map((spec, index) => {
    const kind = spec.kind === 'tensor' ? `${spec.dtype}[${spec.shape.join(', ')}]` : spec.type;
    const name = spec.name ?? (specs.length > 1 ? String(index) : undefined);
    return `${name === undefined ? '' : `${docText(name)}: `}${kind}${spec.kind === 'column' && !spec.required ? ' (optional)' : ''}`;
  });
  const rest = specs.length - words.length;
  return lines(`${words.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`);
}

/** Wrapped at 100 characters, the lines after the first indented. */
function lines(sentence: string): string {
  const out: string[] = [''];
  for (const word of sentence.split(' ')) {
    const last = out.at(-1)!;
    if (last && last.length + word.length > 100) {
      out.push(`    ${word}`);
    } else {
      out[out.length - 1] = last ? `${last} ${word}` : word;
    }
  }
  return out.join('\n');
}

/** A Python string literal. */
function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

/** Text that cannot end the docstring it stands in, nor hide something in it. */
function docText(value: string): string {
  return value
    .replace(/\\/g, '/')
    .replace(/"/g, "'")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
