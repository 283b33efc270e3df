/** Draws time against length for each hostile text, both axes logarithmic: a straight line of slope 1 is proportional. */

const [WIDTH, HEIGHT] = [760, 440];
const PLOT = { left: 70, right: 560, top: 20, bottom: 390 };
const COLOURS = ['#1b6ca8', '#c0392b', '#1e8449', '#8e44ad', '#b9770e', '#117a65', '#5d6d7e', '#d35400', '#2e4053', '#7d3c98', '#a04000', '#0e6655', '#922b21'];

/** @param {Map<string, [bytes: number, ns: number][]>} series @returns {string} SVG */
export function growthChart(series) {
  const points = [...series.values()].flat();
  const [minBytes, maxBytes] = [Math.min(...points.map(([bytes]) => bytes)), Math.max(...points.map(([bytes]) => bytes))];
  const low = Math.floor(Math.log10(Math.min(...points.map(([, ns]) => ns))));
  const high = Math.ceil(Math.log10(Math.max(...points.map(([, ns]) => ns))));
  const x = (/** @type {number} */ bytes) => PLOT.left + ((PLOT.right - PLOT.left) * Math.log(bytes / minBytes)) / Math.log(maxBytes / minBytes);
  const y = (/** @type {number} */ ns) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * (Math.log10(ns) - low)) / (high - low);
  const escaped = (/** @type {string} */ text) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`, `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`];

  for (let bytes = minBytes; bytes <= maxBytes; bytes *= 2) {
    parts.push(`<path d="M${x(bytes).toFixed(1)} ${PLOT.top}V${PLOT.bottom}" stroke="#e5e7e9"/>`, `<text x="${x(bytes).toFixed(1)}" y="${PLOT.bottom + 18}" text-anchor="middle">${bytes / 1024} KB</text>`);
  }
  for (let power = low; power <= high; power++) {
    const label = ['1 ns', '10 ns', '100 ns', '1 µs', '10 µs', '100 µs', '1 ms', '10 ms', '100 ms', '1 s'][power];
    parts.push(`<path d="M${PLOT.left} ${y(10 ** power).toFixed(1)}H${PLOT.right}" stroke="#e5e7e9"/>`, `<text x="${PLOT.left - 8}" y="${(y(10 ** power) + 4).toFixed(1)}" text-anchor="end">${label}</text>`);
  }
  // The legend's order is that of the lines' ends, from the slowest down.
  const sorted = [...series].sort(([, a], [, b]) => (b.at(-1)?.[1] ?? 0) - (a.at(-1)?.[1] ?? 0));
  sorted.forEach(([name, line], i) => {
    const colour = COLOURS[i % COLOURS.length];
    const path = [...line].sort(([a], [b]) => a - b).map(([bytes, ns], j) => `${j === 0 ? 'M' : 'L'}${x(bytes).toFixed(1)} ${y(ns).toFixed(1)}`).join('');
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    const row = PLOT.top + 14 + i * 22;
    parts.push(`<path d="M${PLOT.right + 20} ${row - 4}h18" stroke="${colour}" stroke-width="3"/>`, `<text x="${PLOT.right + 46}" y="${row}">${escaped(name)}</text>`);
  });
  parts.push(`<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">length of the text; time of scan, native</text>`, '</svg>');
  return `${parts.join('\n')}\n`;
}
