// The square beside a door on the paper list opens that door's form, as its three letters do.
import { eye } from "../web/camera.js";

const $ = (id) => document.getElementById(id);
const shut = eye({ video: $("hinh"), button: $("quet"), refused: $("khong-anh") }, (text) => {
  if (!/^[0-9A-Z]{8}-[0-9A-Z]{3}$/.test(text)) return;
  shut();
  $("ma-nha").value = text;
  $("tim-nha").requestSubmit();
});
