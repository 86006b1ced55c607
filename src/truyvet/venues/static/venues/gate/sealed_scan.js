// Seals a scan to the server's key at the moment it is made (HPKE, RFC 9180; codes/sealed_scan.py): this device cannot read it
// back, so a stolen phone tells nobody who came.
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "../../vendor/hpke.js";
import { readBase64, writeBase64 } from "./plain_cbor.js";

// key: {kid, x, y} → seal(eventId, plain object) → base64url of enc ‖ ciphertext.
export async function sealer({ x, y }) {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const point = Uint8Array.from([4, ...readBase64(x), ...readBase64(y)]);
  const recipientPublicKey = await suite.kem.deserializePublicKey(point.buffer);
  return async (eventId, plain) => {
    const sender = await suite.createSenderContext({ recipientPublicKey, info: info(eventId).buffer });
    const sealed = await sender.seal(new TextEncoder().encode(JSON.stringify(plain)));
    return writeBase64(Uint8Array.from([...new Uint8Array(sender.enc), ...new Uint8Array(sealed)]));
  };
}

// Binds the sealed scan to its event: nothing sealed under one id can be sent under another.
function info(eventId) {
  const id = eventId.replaceAll("-", "").match(/../g).map((pair) => parseInt(pair, 16));
  return Uint8Array.from([...new TextEncoder().encode("truyvet scan 1"), ...id]);
}
