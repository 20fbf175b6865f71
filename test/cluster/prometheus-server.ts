import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { applied, kubectl } from './cluster';

const PORT = 9090;
const NAME = 'prometheus-operated';
const IMAGE = 'localhost/prometheus:1';
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'deploy-model-cluster');
/** Debian's, unpacked and not installed. */
const FETCH = '{ apt-get -q download prometheus || { apt-get -q update && apt-get -q download prometheus; }; } >&2';

/**
 * Starts a real Prometheus as a pod with its Service, named as Prometheus's operator does. It asks these pods for their numbers
 * every second, and gives them the label `namespace`. Gives its own address.
 */
export function startPrometheus(pods: readonly string[], namespace: string): string {
  execFileSync(join(__dirname, 'load'), [image()], { stdio: ['ignore', 'ignore', 'pipe'] });
  const targets = [{ targets: pods.map(pod => `${pod}:8000`), labels: { namespace } }];
  const jobs = [{ job_name: 'pods', metrics_path: '/prometheus', static_configs: targets }];
  // JSON is YAML.
  const settings = JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: jobs });
  const metadata = { name: NAME, namespace, labels: { 'operated-prometheus': 'true' } };
  const container = {
    name: 'prometheus',
    image: IMAGE,
    imagePullPolicy: 'Never',
    args: ['--config.file=/etc/prometheus/settings.yml', '--storage.tsdb.path=/tmp/data'],
    volumeMounts: [{ name: 'settings', mountPath: '/etc/prometheus' }],
    readinessProbe: { httpGet: { path: '/-/ready', port: PORT }, periodSeconds: 1, timeoutSeconds: 10 }
  };
  const volumes = [{ name: 'settings', configMap: { name: NAME } }];
  const items = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'settings.yml': settings } },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], volumes } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: metadata.labels, ports: [{ port: PORT }] } }
  ];
  applied(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  kubectl('-n', namespace, 'wait', '--for=condition=Ready', `pod/${NAME}`, '--timeout=180s');
  return `http://${kubectl('-n', namespace, 'get', 'pod', NAME, '-o', 'jsonpath={.status.podIP}')}:${PORT}`;
}

/** The archive of its image, made once. */
function image(): string {
  const archive = join(CACHE, 'images', 'prometheus.tar');
  if (!existsSync(archive)) {
    const folder = `${archive}.${process.pid}`;
    mkdirSync(folder, { recursive: true });
    const make = [join(__dirname, 'make-image.py'), 'image.tar', IMAGE, '--libs', '--entrypoint', '/prometheus'];
    execFileSync('bash', ['-c', `${FETCH} && dpkg-deb -x prometheus_*.deb .`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe']
    });
    execFileSync('python3', [...make, 'usr/bin/prometheus=/prometheus'], { cwd: folder });
    renameSync(join(folder, 'image.tar'), archive);
    rmSync(folder, { recursive: true });
  }
  return archive;
}
