// A message centre that is not ours: npm smpp. Its first line says its port; each later one is an event as JSON. Wishes come as JSON on the command line.
const smpp = require("smpp");
const wish = JSON.parse(process.argv[2] || "{}");
const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
let asked = 0;
// What becomes of one request by chance: {"rates": {"drop": 0.001, …}}.
const drawn = () => {
  let draw = Math.random();
  for (const [fate, rate] of Object.entries(wish.rates || {})) { if (draw < rate) return fate; draw -= rate; }
  return "";
};
const server = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("close", () => say({ event: "closed" }));
  session.on("bind_transceiver", (pdu) => {
    say({ event: "bind", system_id: pdu.system_id });
    session.send(pdu.response(pdu.password === "secret" ? {} : { command_status: smpp.ESME_RBINDFAIL }));
  });
  session.on("enquire_link", (pdu) => { say({ event: "enquire_link" }); session.send(pdu.response()); });
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("submit_sm", (pdu) => {
    const n = ++asked;
    const text = pdu.short_message;
    const fate = drawn();
    say({ event: "submit", n, to: pdu.destination_addr, from: pdu.source_addr, coding: pdu.data_coding, esm: pdu.esm_class,
      udh: text.udh ? Buffer.concat(text.udh.map ? text.udh : [text.udh]).toString("hex") : "", text: text.message.toString(), fate });
    if (fate === "drop") return session.destroy ? session.destroy() : session.socket.destroy();
    if (fate === "silent") return;
    if (fate === "throttle") return session.send(pdu.response({ command_status: 0x58 }));
    if (fate === "refuse") return session.send(pdu.response({ command_status: 0x0b }));
    if (wish.drop_at === n) return session.destroy ? session.destroy() : session.socket.destroy();
    if (wish.silent_at === n) return;
    if ((wish.throttle || []).includes(n)) return session.send(pdu.response({ command_status: wish.full ? 0x14 : 0x58 }));
    if (wish.refuse_at === n) return session.send(pdu.response({ command_status: 0x0b }));
    const id = 1000 + n;
    const receipt = () => session.deliver_sm({ source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4,
      short_message: `id:${String(id).padStart(10, "0")} sub:001 dlvrd:001 submit date:2105310100 done date:2105310101 stat:${wish.stat || (fate === "fail" ? "UNDELIV" : "DELIVRD")} err:000 text:` });
    const answer = () => session.send(pdu.response({ message_id: wish.hex ? "000" + id.toString(16).toUpperCase() : String(id) }));
    if (wish.receipt_first) { receipt(); setTimeout(answer, 50); return; }
    if (wish.answer) session.deliver_sm({ source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, short_message: wish.answer });
    setTimeout(() => { answer(); if (!wish.no_receipts) { receipt(); if (wish.twice) receipt(); } }, wish.late || 0);
  });
});
const listening = server.listen(Number(wish.port || 0), "127.0.0.1", () => say({ port: (server.address ? server : listening).address().port }));
