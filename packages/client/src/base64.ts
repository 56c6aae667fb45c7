const chunk = 0x8000;

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  // In chunks, because the number of arguments of a call is limited.
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}
