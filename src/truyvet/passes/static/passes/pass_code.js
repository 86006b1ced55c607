// The text of the code that this phone shows, exactly as truyvet.codes.code_tokens writes it, and its drawing.
import { encode as cbor } from "../vendor/cborg.js";
import { encode as qr } from "../vendor/uqr.js";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = new TextEncoder().encode("TVP1");
const QUIET = 4; // modules of white around a code

// "TVP1:" and the base45 of CBOR [body, moment, signature]; `moment` in epoch seconds. Signed by the phone for this minute.
export async function passText(body, moment, privateKey) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const message = new Uint8Array([...PREFIX, ...digest, ...bigEndian(moment)]);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, message));
  return `TVP1:${base45(cbor([body, moment, signature]))}`;
}

function bigEndian(moment) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, moment);
  return bytes;
}

// RFC 9285: two bytes are three letters, a last single byte is two.
export function base45(bytes) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 2) {
    const pair = place + 1 < bytes.length;
    let number = pair ? bytes[place] * 256 + bytes[place + 1] : bytes[place];
    for (let letters = pair ? 3 : 2; letters > 0; letters--) {
      text += LETTERS[number % 45];
      number = Math.floor(number / 45);
    }
  }
  return text;
}

// Draws `text` into an <svg> that holds one <path>.
export function draw(svg, text) {
  const { data, size } = qr(text, { ecc: "L", border: 0 });
  let path = "";
  data.forEach((line, y) => {
    for (let x = 0; x < size; x++) {
      if (!line[x]) continue;
      const start = x;
      while (x + 1 < size && line[x + 1]) x++;
      path += `M${start} ${y}h${x - start + 1}v1h-${x - start + 1}z`;
    }
  });
  svg.setAttribute("viewBox", [-QUIET, -QUIET, size + 2 * QUIET, size + 2 * QUIET].join(" "));
  svg.firstElementChild.setAttribute("d", path);
}
