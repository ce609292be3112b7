// Send COUNT mails to a port of this computer with nodemailer, which builds each of them itself.
//     node nodemailer.mjs FOLDER_OF_NODE_MODULES PORT COUNT CONNECTIONS
// {"subject", "html", "text", "from"} comes on standard input; {"seconds", "cpu"} goes out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, port, count, connections] = process.argv.slice(2);
const nodemailer = createRequire(`${folder}/node_modules/`)("nodemailer");
const mail = JSON.parse(readFileSync(0, "utf8"));
const transport = nodemailer.createTransport({
  host: "127.0.0.1",
  port: Number(port),
  ignoreTLS: true,
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
});
const start = process.hrtime.bigint();
const before = process.cpuUsage();
let next = 0;
async function lane() {
  while (next < Number(count)) {
    const number = next++;
    await transport.sendMail({
      ...mail,
      to: `p${number}@example.com`,
      messageId: `<${number}.bench@acme.example>`,
      list: { unsubscribe: "https://news.acme.example/unsubscribe/1" },
    });
  }
}
await Promise.all(Array.from({ length: 2 * Number(connections) }, lane));
const used = process.cpuUsage(before);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ seconds, cpu: (used.user + used.system) / 1e6 }));
transport.close();
