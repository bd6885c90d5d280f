// Loads a package from where ./voicebus test puts them.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const from = createRequire(`${process.env.VENDOR_CLIENTS}/package.json`);

export const load = (name) => import(pathToFileURL(from.resolve(name)).href);
