// Looks for a code in one picture, away from the page's own thread. The scanner (WebAssembly) is loaded here only.
import { prepareZXingModule, readBarcodes } from "../vendor/zxing.js";

const WASM = new URL("../vendor/zxing_reader.wasm", import.meta.url).href;
prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) } });

self.addEventListener("message", async ({ data: { pixels, width, height } }) => {
  let text = "";
  try {
    const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const [found] = await readBarcodes(image, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    text = found?.isValid === false ? "" : found?.text ?? "";
  } catch {
    text = ""; // the next picture may be better
  }
  self.postMessage(text);
});
