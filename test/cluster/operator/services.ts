import { typeLabels } from './pods';
import { type Plan, type PlannedContainer, type PlannedPredictor, servicePorts } from './plan';

/** The Service of each predictor and of each graph container. */
export function servicesOf(plan: Plan, planned: PlannedPredictor) {
  const units = planned.pods.flatMap(pod => pod.units);
  return [predictorService(plan, planned, units[0]), ...units.map(unit => containerService(plan, planned, unit))];
}

function predictorService(plan: Plan, planned: PlannedPredictor, unit: PlannedContainer | undefined) {
  const { http, grpc } = servicePorts(planned);
  return {
    metadata: {
      name: planned.service,
      namespace: plan.namespace,
      labels: {
        ...common(plan),
        'seldon-app': planned.service,
        ...(planned.engine || !unit ? {} : typeLabels(unit, planned))
      }
    },
    spec: { type: 'ClusterIP', selector: { 'seldon-app': planned.service }, ports: ports(http, grpc) }
  };
}

function containerService(plan: Plan, planned: PlannedPredictor, unit: PlannedContainer) {
  const own = { [`seldon-app-svc-${unit.container.name}`]: unit.service };
  return {
    metadata: {
      name: unit.service,
      namespace: plan.namespace,
      labels: {
        ...common(plan),
        'seldon-app': planned.service,
        ...own,
        ...typeLabels(unit, planned)
      }
    },
    spec: { type: 'ClusterIP', selector: own, ports: ports(unit.http, unit.grpc) }
  };
}

const common = ({ id }: Plan) => ({ 'app.kubernetes.io/managed-by': 'seldon-core', 'seldon-deployment-id': id });

const ports = (http: number, grpc: number) => [
  { name: 'http', port: http, targetPort: http, protocol: 'TCP' },
  { name: 'grpc', port: grpc, targetPort: grpc, protocol: 'TCP' }
];
