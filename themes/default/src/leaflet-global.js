// What `import L from "leaflet"` gives in the bundles of pages that load leaflet.js before.
export default window.L;
