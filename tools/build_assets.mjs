// Style and scripts of the pages: src/shuke/web/assets → src/shuke/web/static/dist, with a manifest of hashed names.
// Tabler's rules and icons are cut down to what the pages use, so a new class or icon needs a new build.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { PurgeCSS } from 'purgecss';
import subsetFont from 'subset-font';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const web = path.join(root, 'src/shuke/web');
const dist = path.join(web, 'static/dist');
const modules = path.join(root, 'node_modules');
const work = path.join(modules, '.cache/shuke');

async function filesBelow(folder, wanted) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.startsWith(dist));
}

const pages = () => filesBelow(path.join(root, 'src/shuke'), /\.(html|py|js)$/);

async function usedIcons() {
  const names = new Set();
  for (const file of await pages()) {
    // In markup `ti-bolt`; in Python and in tags any quoted word that is an icon's name.
    const text = await readFile(file, 'utf8');
    for (const [, name] of text.matchAll(/\bti-([a-z0-9-]+)/g)) names.add(name);
    if (!file.endsWith('.js')) for (const [, name] of text.matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)*)"/g)) names.add(name);
  }
  return names;
}

async function cutIcons() {
  const source = path.join(modules, '@tabler/icons-webfont/dist');
  const sheet = await readFile(path.join(source, 'tabler-icons.css'), 'utf8');
  const code = new Map([...sheet.matchAll(/\.ti-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"/g)].map((found) => found.slice(1)));
  const used = [...(await usedIcons())].filter((name) => code.has(name)).sort();
  const glyphs = used.map((name) => String.fromCodePoint(parseInt(code.get(name), 16))).join('');
  const font = await readFile(path.join(source, 'fonts/tabler-icons.ttf'));
  await writeFile(path.join(work, 'icons.woff2'), await subsetFont(font, glyphs, { targetFormat: 'woff2' }));
  const rules = used.map((name) => `.ti-${name}::before { content: "\\${code.get(name)}"; }`);
  await writeFile(path.join(work, 'icons.css'), [
    '@font-face { font-family: "tabler-icons"; font-display: block; src: url("./icons.woff2") format("woff2"); }',
    '.ti { font-family: "tabler-icons"; font-style: normal; font-weight: 400; speak: never; text-transform: none; -webkit-font-smoothing: antialiased; }',
    ...rules,
  ].join('\n'));
}

async function cutTabler() {
  const [{ css }] = await new PurgeCSS().purge({
    css: [path.join(modules, '@tabler/core/dist/css/tabler.min.css')],
    content: await pages(),
    variables: true,
    keyframes: true,
    safelist: [/^data-bs-theme/],
  });
  await writeFile(path.join(work, 'tabler.css'), css.replace(/\/\*# sourceMappingURL.*?\*\//g, ''));
}

async function cutInter() {
  const folder = path.join(modules, '@fontsource-variable/inter');
  const sheet = await readFile(path.join(folder, 'opsz.css'), 'utf8');
  const faces = sheet.match(/\/\* inter-latin(?:-ext)?-opsz-normal \*\/[^}]+\}/g);
  await writeFile(path.join(work, 'inter.css'), faces.join('\n').replaceAll('./files/', `${folder}/files/`));
}

async function build() {
  await mkdir(work, { recursive: true });
  await Promise.all([cutIcons(), cutTabler(), cutInter()]);
  await rm(dist, { recursive: true, force: true });
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      { in: path.join(web, 'assets/css/app.css'), out: 'app' },
      { in: path.join(web, 'assets/js/app.js'), out: 'app' },
      { in: path.join(web, 'assets/js/charts.js'), out: 'charts' },
      { in: path.join(web, 'assets/js/theme.js'), out: 'theme' },
    ],
    alias: { 'shuke-built': work },
    bundle: true,
    minify: true,
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    format: 'iife',
    outdir: dist,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file' },
    metafile: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  const outputs = Object.entries(result.metafile.outputs).filter(([, output]) => output.entryPoint);
  const manifest = Object.fromEntries(outputs.map(([file]) => [path.basename(file).replace(/-[A-Z0-9]{8}\./, '.'), path.basename(file)]));
  await writeFile(path.join(dist, 'manifest.json'), JSON.stringify(manifest, null, 1));
  for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) console.log(String(Math.round(bytes / 1024)).padStart(5), 'kB', path.basename(file));
}

await build();
if (process.argv.includes('--watch')) {
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 150);
  };
  watch(path.join(web, 'assets'), { recursive: true }, again);
  watch(path.join(web, 'templates'), { recursive: true }, again);
}
