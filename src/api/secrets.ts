// Models kubernetes@v1.36.0 pkg/apis/core/v1/conversion.go (Convert_v1_Secret_To_core_Secret)
import { encodeBase64 } from './base64.ts';
import type { Secret } from './types/index.ts';

/** The Secret as it is stored: stringData encoded into data, where it wins, and gone. */
export function withoutStringData(secret: Secret): Secret {
  if (secret.stringData === undefined) return secret;
  const { stringData, ...rest } = secret;
  const encoded = Object.fromEntries(
    Object.entries(stringData).map(([key, text]) => [key, encodeBase64(text)]),
  );
  return { ...rest, data: { ...secret.data, ...encoded } };
}
