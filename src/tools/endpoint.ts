/** An HTTP answer of a model; `body` is parsed JSON, or text when it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
  milliseconds: number;
}

/** How long an answer may take. */
export interface AskOptions {
  timeoutSeconds: number;
  signal: AbortSignal;
  /** Said with a call over gRPC, such as what a gateway finds a model by. */
  metadata?: Record<string, string>;
  /** The method that is called over gRPC, with its service; by default the one of Seldon's executor and of models. */
  method?: string;
}

/** Sends requests to a running model. Each throws endpoint-unreachable when there is no answer within the time. */
export interface EndpointClient {
  post(url: string, body: unknown, options: AskOptions): Promise<Answer>;
  get(url: string, options: AskOptions): Promise<Answer>;
  /** A Seldon message over gRPC; `address` is host:port. Errors of gRPC have the status that they would have over HTTP. */
  grpc(address: string, message: Record<string, unknown>, options: AskOptions): Promise<Answer>;
}
