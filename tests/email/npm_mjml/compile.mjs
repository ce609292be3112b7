// Compile MJML with npm's mjml: JSON of names and texts in, JSON of names and HTML out.
// The argument is the folder whose node_modules has mjml.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const loaded = createRequire(join(process.argv[2], "package.json"))("mjml");
const mjml2html = loaded.default ?? loaded;
const pages = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const { html, errors } = await mjml2html(text, { fonts: {}, validationLevel: "soft" });
  pages[name] = { html, errors: errors.map((error) => error.formattedMessage) };
}
process.stdout.write(JSON.stringify(pages));
