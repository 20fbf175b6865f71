import { z } from 'zod';
import type { KubeObject } from '../../../../tools/kubernetes';

const Workload = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(
          z.looseObject({
            image: z.string(),
            env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([])
          })
        )
      })
    })
  })
});
/** Variables by which the operator is told which image it puts into pods. */
const EXECUTOR = /^(EXECUTOR_CONTAINER_IMAGE_AND_VERSION|EXECUTOR_CONTAINER_IMAGE)$/;

/** Images that a cluster must be able to pull: those of the objects, and the one that the operator puts into every pod. */
export function imagesOf(objects: readonly KubeObject[]): string[] {
  const containers = objects.flatMap(object => Workload.safeParse(object).data?.spec.template.spec.containers ?? []);
  const executors = containers.flatMap(({ env }) => env.filter(({ name }) => EXECUTOR.test(name)));
  const names = [...containers.map(({ image }) => image), ...executors.flatMap(({ value }) => value ?? [])];
  return [...new Set(names)].sort();
}
