import { z } from 'zod';
import type { ClusterHttp } from './http';
import type { Question } from './index';

const Review = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

/** Asks the API server whether this user may (SelfSubjectAccessReview): everybody may ask that. */
export function askAccess(http: ClusterHttp, questions: readonly Question[]): Promise<boolean[]> {
  return Promise.all(questions.map(question => ask(http, question)));
}

async function ask(http: ClusterHttp, { verb, group, resource, namespace }: Question): Promise<boolean> {
  const [plural, subresource] = resource.split('/');
  const review = await http.json({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource: plural, subresource, namespace } }
    },
    repeatable: true
  });
  return Review.parse(review).status.allowed;
}
