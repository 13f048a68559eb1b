// Text that waits in this tab: AES-GCM under a key that only its writer is given. Nobody else who signs in reads it.

const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export function keyFrom(text) {
  return crypto.subtle.importKey("raw", toBytes(text), "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function locked(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return `${toText(iv)} ${toText(new Uint8Array(sealed))}`;
}

// The parsed text, or null where there is none or it is not this person's.
export async function unlocked(key, kept) {
  if (!kept) return null;
  try {
    const [iv, sealed] = kept.split(" ").map(toBytes);
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    return null;
  }
}
