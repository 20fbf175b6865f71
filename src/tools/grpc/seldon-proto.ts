import type { ComponentType } from '../../contract/component';

/** What a model is asked over gRPC: the part of Seldon's prediction.proto (package seldon.protos) that carries data. */
export const SELDON_PROTO = `
syntax = "proto3";
package seldon.protos;

message SeldonMessage {
  Status status = 1;
  Meta meta = 2;
  oneof data_oneof {
    DefaultData data = 3;
    bytes binData = 4;
    string strData = 5;
    google.protobuf.Value jsonData = 6;
  }
}

message DefaultData {
  repeated string names = 1;
  oneof data_oneof {
    Tensor tensor = 2;
    google.protobuf.ListValue ndarray = 3;
  }
}

message Tensor {
  repeated int32 shape = 1;
  repeated double values = 2;
}

message Meta {
  string puid = 1;
  map<string, google.protobuf.Value> tags = 2;
  map<string, int32> routing = 3;
  map<string, string> requestPath = 4;
}

message Status {
  int32 code = 1;
  string info = 2;
  string reason = 3;
  StatusFlag status = 4;
  enum StatusFlag {
    SUCCESS = 0;
    FAILURE = 1;
  }
}
`;

/** The method of Seldon's executor, whatever is behind it, and of every model. */
export const PREDICT = '/seldon.protos.Seldon/Predict';

/** The method that each kind of component has when it is asked itself. */
export const GRPC_METHODS: Record<ComponentType, string> = {
  MODEL: PREDICT,
  ROUTER: '/seldon.protos.Router/Route',
  COMBINER: '/seldon.protos.Combiner/Aggregate',
  TRANSFORMER: '/seldon.protos.Transformer/TransformInput',
  OUTPUT_TRANSFORMER: '/seldon.protos.OutputTransformer/TransformOutput'
};
