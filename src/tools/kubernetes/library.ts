/** The parts of the Kubernetes client that are used: who one is, and web sockets. The API itself is plain HTTP. */
export { KubeConfig } from '@kubernetes/client-node/dist/config.js';
export { WebSocketHandler } from '@kubernetes/client-node/dist/web-socket-handler.js';
