/** What a generated glue's factory returns: the memory, and the Embind free functions of docs/boundary.md. */
export interface Glue {
  readonly wasmMemory: WebAssembly.Memory;
  reserve(bytes: number): number;
  answer(): number;
  /** Only of modules that mask by policy. */
  createPolicy(length: number): number;
  destroyPolicy(policy: number): void;
}

/** Of feedspan_core.mjs, which serves feedspan_policies.wasm as well. */
export interface CoreGlue extends Glue {
  create(length: number, policy: number): number;
  submit(client: number, length: number, now: number, time: number): number;
  submitAll(client: number, length: number, now: number, time: number): number;
  restore(client: number, length: number, now: number, time: number): number;
  pump(client: number, flags: number, allowance: number, now: number, time: number): number;
  respond(client: number, request: number, length: number, now: number, time: number): number;
  purge(client: number): number;
  status(client: number, now: number, time: number): number;
  destroy(client: number): void;
  redact(policy: number, length: number): number;
}

/** Of feedspan_pii.mjs. */
export interface PiiGlue extends Glue {
  scan(policy: number, length: number): number;
  redact(policy: number, length: number): number;
}

/** Of feedspan_relay.mjs. */
export interface RelayGlue extends Glue {
  relayCreate(length: number, policy: number): number;
  relayReceive(relay: number, length: number, time: number): number;
  relayGrant(relay: number, batch: number, length: number): number;
  relayForward(relay: number, batch: number, length: number, time: number): number;
  relayRespond(relay: number, request: number, length: number, time: number): number;
}

export interface GlueOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module?: WebAssembly.Module) => unknown,
  ): WebAssembly.Exports;
}

export type CreateGlue<G extends Glue> = (options: GlueOptions) => G;
