// The camera: a picture every few hundredths of a second to the decoder, one at a time.
const EVERY = 80; // milliseconds between an answer of the decoder and the next picture
const LONG = 720; // pixels of a picture's long side: enough for our densest code, and quick on an old phone

// Starts the camera in `video`; scan(text) for each code. → stop(). Throws when there is no camera or no leave to use it.
async function camera(video, scan) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    audio: false,
  });
  video.srcObject = stream;
  await video.play();
  const decoder = new Worker(new URL("./decoder.js", import.meta.url), { type: "module" });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let timer;

  function look() {
    if (video.readyState < 2 || document.hidden) return void (timer = setTimeout(look, 250));
    const scale = Math.min(1, LONG / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    decoder.postMessage({ pixels: data.buffer, width, height }, [data.buffer]);
  }

  decoder.addEventListener("message", ({ data: text }) => {
    if (text) scan(text);
    timer = setTimeout(look, EVERY);
  });
  decoder.addEventListener("error", () => { timer = setTimeout(look, 1_000); });
  look();
  return () => {
    clearTimeout(timer);
    decoder.terminate();
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}

// The button that starts the camera; `refused` is shown when there is none. → shut(): back to the button.
export function eye({ video, button, refused }, scan) {
  let stop = null;
  button.addEventListener("click", async () => {
    button.hidden = true;
    try {
      stop = await camera(video, scan);
      video.hidden = false;
    } catch {
      [button.hidden, refused.hidden] = [false, false];
    }
  });
  return () => {
    stop?.();
    [stop, video.hidden, button.hidden] = [null, true, false];
  };
}
