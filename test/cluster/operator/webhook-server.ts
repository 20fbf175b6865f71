import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { SeldonDeployment } from '../../../src/contract/graph';
import { causeOf, webhookMessage } from '../../../src/pipeline/manifest/webhook-answer';
import { webhookErrors } from '../../../src/pipeline/manifest/webhook';

const Review = z.looseObject({ request: z.looseObject({ uid: z.string(), object: z.unknown() }) });

/** The validating webhook: the product's own rules, which are held against the real webhook's recorded answers. */
export function startWebhook({ port, cert, key }: { port: number; cert: string; key: string }): void {
  createServer({ cert, key }, (request, response) => {
    void text(request).then(body => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerTo(body)));
    });
  }).listen(port, '127.0.0.1');
}

function answerTo(body: string) {
  const { request } = Review.parse(JSON.parse(body));
  const { spec } = SeldonDeployment.pick({ spec: true }).loose().parse(withoutNulls(request.object));
  const errors = webhookErrors(spec);
  const status = {
    status: 'Failure',
    reason: 'Invalid',
    code: 422,
    message: webhookMessage(errors),
    details: {
      group: 'machinelearing.seldon.io',
      kind: 'SeldonDeployment',
      causes: errors.map(error => ({ reason: 'FieldValueInvalid', field: error.field, message: causeOf(error) }))
    }
  };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: request.uid, allowed: errors.length === 0, ...(errors.length > 0 ? { status } : {}) }
  };
}

function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) => (item === null ? undefined : item)) as unknown;
}
