import { parseDocument } from 'yaml';
import { manifestErrors } from '../../../src/pipeline/manifest/check';
import { causeOf } from '../../../src/pipeline/manifest/webhook-answer';
import { describeRecorded, recordings } from '../../recordings';
import { writtenOut } from './recorded-document';

interface Answer {
  code: number;
  message?: string;
  causes?: { message: string; field: string }[];
}

interface Recorded {
  document?: unknown;
  text?: string;
  old?: unknown;
  answers: { warn: Answer; strict: Answer | 'the same' };
}

/** About the request and what is stored, not about the document. */
const ABOUT_THE_REQUEST = ['name-other-namespace', 'update-name-changed', 'update-stale'];

const CASES = recordings<Recorded>('webhook').filter(({ name }) => !ABOUT_THE_REQUEST.includes(name));
const strictAnswer = ({ answers }: Recorded) => (answers.strict === 'the same' ? answers.warn : answers.strict);

function errorsOf({ document, text }: Recorded) {
  if (text === undefined) {
    return manifestErrors(writtenOut(document));
  }
  const yaml = parseDocument(text);
  return yaml.errors.length > 0 ? yaml.errors : manifestErrors(yaml.toJS());
}

describeRecorded("our check against the real webhook's answers", () => {
  it.each(CASES)('$name: is accepted or refused alike', ({ case: recorded }) => {
    expect(errorsOf(recorded).length === 0).toBe(strictAnswer(recorded).code < 300);
  });

  const byWebhook = CASES.filter(({ case: recorded }) => strictAnswer(recorded).message?.includes('admission webhook'));
  it.each(byWebhook)('$name: is refused by the webhook with the same causes', ({ case: recorded }) => {
    const ours = manifestErrors(writtenOut(recorded.document));
    expect(ours.map(error => ({ field: error.field, message: causeOf(error) }))).toEqual(
      strictAnswer(recorded).causes!.map(({ field, message }) => ({ field, message }))
    );
  });

  const bySchema = CASES.filter(
    ({ case: recorded }) =>
      strictAnswer(recorded).code === 422 && !byWebhook.some(({ case: other }) => other === recorded)
  );
  it.each(bySchema)('$name: is refused by the schema for the same fields', ({ case: recorded }) => {
    const ours = manifestErrors(writtenOut(recorded.document));
    expect([...new Set(ours.map(({ field }) => field))].sort()).toEqual(
      [...new Set(strictAnswer(recorded).causes!.map(({ field }) => field))].sort()
    );
  });
});
