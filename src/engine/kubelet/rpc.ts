import type { RpcError } from '../runtime/cri.ts';

/** A failed call as gRPC clients print it. */
export function rpcErrorText(error: RpcError): string {
  return `rpc error: code = ${error.code} desc = ${error.message}`;
}
