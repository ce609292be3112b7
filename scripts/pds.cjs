// A Bluesky server (PDS) with a directory of identities (PLC) in memory, for tests; see `pds`.
//     node pds.cjs TOOLS FOLDER
"use strict";

const { randomBytes } = require("node:crypto");
const { createRequire } = require("node:module");
const net = require("node:net");
const path = require("node:path");

const [, , tools, folder] = process.argv;
process.env.LOG_ENABLED = "false";
const load = createRequire(path.join(tools, "node_modules", "x.js"));

// Both servers would listen on every interface.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const done = rest.filter((one) => typeof one === "function");
  return listen.call(this, { port: Number(port.port ?? port), host: "127.0.0.1" }, ...done);
};

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function privateKey() {
  const { Secp256k1Keypair } = load("@atproto/crypto");
  return Secp256k1Keypair.create({ exportable: true });
}

async function settings(port, directory, jwtSecret) {
  const [recovery, rotation] = [await privateKey(), await privateKey()];
  return {
    devMode: true,
    port,
    hostname: "localhost",
    dataDirectory: folder,
    blobstoreDiskLocation: path.join(folder, "blobs"),
    blobstoreDiskTmpLocation: path.join(folder, "blobs-tmp"),
    recoveryDidKey: recovery.did(),
    plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotation.export()).toString("hex"),
    adminPassword: randomBytes(16).toString("hex"),
    jwtSecret,
    serviceHandleDomains: [".test"],
    didPlcUrl: directory,
    inviteRequired: false,
    enableDidDocWithSession: true,
    disableSsrfProtection: true,
    crawlers: [],
    bskyAppViewUrl: "https://appview.invalid",
    bskyAppViewDid: "did:web:appview.invalid",
    modServiceUrl: "https://mod.invalid",
    modServiceDid: "did:web:mod.invalid",
    rateLimitsEnabled: true,
  };
}

async function main() {
  const { PlcServer, Database } = load("@did-plc/server");
  const plcPort = await freePort();
  const plc = PlcServer.create({ db: Database.mock(), port: plcPort });
  await plc.start();

  const { PDS, envToCfg, envToSecrets } = load("@atproto/pds");
  const port = await freePort();
  const jwtSecret = randomBytes(16).toString("hex");
  const env = await settings(port, `http://127.0.0.1:${plcPort}`, jwtSecret);
  const pds = await PDS.create(envToCfg(env), envToSecrets(env));
  await pds.start();
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, jwtSecret }));

  const end = () => process.exit(0);
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.stdin.on("end", end).on("error", end).resume();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
