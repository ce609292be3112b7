// Time npm's mjml on one text, in this process: JSON of the milliseconds of each run out.
// Arguments: the folder whose node_modules has mjml, and how often to run. MJML comes in.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const loaded = createRequire(join(process.argv[2], "package.json"))("mjml");
const mjml2html = loaded.default ?? loaded;
const text = readFileSync(0, "utf8");
const compile = () => mjml2html(text, { fonts: {}, validationLevel: "soft" });
for (let run = 0; run < 3; run++) await compile();
const taken = [];
for (let run = 0; run < Number(process.argv[3]); run++) {
  const start = performance.now();
  await compile();
  taken.push(performance.now() - start);
}
process.stdout.write(JSON.stringify(taken));
