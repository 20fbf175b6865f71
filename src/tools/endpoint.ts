/** An HTTP answer of a model; `body` is parsed JSON, or text when it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
  milliseconds: number;
}

/** Sends requests to a running model. */
export interface EndpointClient {
  /** Throws endpoint-unreachable when there is no answer within the time. */
  post(url: string, body: unknown, options: { timeoutSeconds: number; signal: AbortSignal }): Promise<Answer>;
  get(url: string, options: { timeoutSeconds: number; signal: AbortSignal }): Promise<Answer>;
}
