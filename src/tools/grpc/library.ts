/** The parts of the gRPC and protobuf libraries that are used. */
export { Client, credentials, Metadata, status } from '@grpc/grpc-js';
export type { ServiceError } from '@grpc/grpc-js';
export { common, parse } from 'protobufjs';
export type { Type } from 'protobufjs';
